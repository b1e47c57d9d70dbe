import type { GlobalShortcut } from 'electron'
import type { DesktopState } from '../../../contract/desktop.ts'
import { acceleratorOf } from './accelerators.ts'

export interface ForwardShortcut {
  /** Takes a chord from all programs, and gives back the one before. Null gives back only. */
  use(chord: string | null): void
  state(): DesktopState['shortcut']
}

/** The one chord that works while another program is in front. */
export function createForwardShortcut(deps: {
  globalShortcut: Pick<GlobalShortcut, 'register' | 'unregister'>
  run(): void
}): ForwardShortcut {
  const { globalShortcut, run } = deps
  let held: string | null = null
  let state: DesktopState['shortcut'] = 'off'
  return {
    use(chord) {
      if (held !== null) globalShortcut.unregister(held)
      const accelerator = chord === null ? undefined : acceleratorOf(chord)
      const isOurs = accelerator !== undefined && globalShortcut.register(accelerator, run)
      held = isOurs ? accelerator : null
      state = chord === null ? 'off' : isOurs ? 'on' : 'taken'
    },
    state: () => state,
  }
}
