import { lazy, Suspense, useRef, useState } from 'react'
import { t } from '../../ui/i18n/t.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { exitCodeOf } from './entries.ts'
import type { TerminalEntry } from './entries.ts'
import { FindBar } from './FindBar.tsx'
import { keepLook, keptLook } from './look.ts'
import type { TerminalLook } from './look.ts'
import type { Screen } from './screen.ts'
import { TerminalBar } from './TerminalBar.tsx'

const TerminalScreen = lazy(async () => {
  const [{ TerminalScreen }] = await Promise.all([import('./TerminalScreen.tsx'), loadMono()])
  return { default: TerminalScreen }
})

/** A terminal measures its cells once: with the font that they are drawn in. */
async function loadMono(): Promise<void> {
  const families = getComputedStyle(document.documentElement).getPropertyValue('--mono')
  const weights = ['400', '700'].map(weight => document.fonts.load(`${weight} 12px ${families}`))
  await Promise.allSettled(weights)
}

/** One terminal with what is known of it and what can be done with it. */
export function TerminalView({ entry, onBell }: { entry: TerminalEntry; onBell(): void }) {
  const [look, setLook] = useState(keptLook)
  const [finds, setFinds] = useState(false)
  const screen = useRef<Screen | null>(null)
  const interactive =
    exitCodeOf(entry) === null && (entry.kind === 'shell' || (entry.terminal.held && entry.terminal.tty))
  const changeLook = (next: TerminalLook) => {
    setLook(next)
    keepLook(next)
  }
  const endFind = () => {
    setFinds(false)
    screen.current?.endFind()
    screen.current?.focus()
  }
  return (
    <div className="terminalView">
      <TerminalBar entry={entry} look={look} screen={screen} onLook={changeLook} onFind={() => setFinds(true)} />
      {finds && (
        <FindBar find={(text, direction) => screen.current?.find(text, direction) ?? false} onClose={endFind} />
      )}
      <Suspense fallback={<Skeleton lines={[70, 40, 90]} label={t('Loading the terminal')} />}>
        <TerminalScreen
          terminalId={entry.id}
          name={entry.name}
          plain={entry.kind === 'agent' && !entry.terminal.tty}
          interactive={interactive}
          look={look}
          onScreen={made => {
            screen.current = made
          }}
          onFind={() => setFinds(true)}
          onBell={onBell}
        />
      </Suspense>
    </div>
  )
}
