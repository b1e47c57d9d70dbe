import type { ModeSummary } from '../../../contract/agents.ts'
import { useAppParts } from '../../state/app.ts'
import type { App } from '../../state/app.ts'
import type { PanelName } from '../../state/layout.ts'
import { toggleSide } from '../../state/sides.ts'
import { updateLayout } from '../../state/store.ts'
import { compactThread } from '../context/index.ts'
import type { SlashCommand } from './slash.ts'

interface SlashParts {
  /** Null for a thread that begins with the message. */
  threadId: string | null
  mode: string
  modes: readonly ModeSummary[]
  /** Resolves once what is said next is said in that mode. */
  setMode(mode: string): Promise<void>
  send(text: string): void
}

/** What can be done by writing `/name`: a thread that has begun has more. */
export function useSlashCommands({ threadId, mode, modes, setMode, send }: SlashParts): readonly SlashCommand[] {
  const app = useAppParts()
  const plan = async (task: string) => {
    await setMode(task === '' && mode === 'plan' ? 'code' : 'plan')
    if (task !== '') send(task)
  }
  const choices = modes.map(({ id, name, summary }) => ({ value: id, name, about: summary }))
  const planning: SlashCommand[] = [
    { name: 'plan', about: planWords(mode), run: task => void plan(task) },
    { name: 'mode', about: 'How it works with you', choices, run: chosen => void setMode(chosen) },
  ]
  return threadId === null ? planning : [...planning, ...ofThread(app, threadId)]
}

const planWords = (mode: string): string =>
  mode === 'plan' ? 'Leave Plan mode, or plan what you write behind it' : 'Plan before anything is done'

const ofThread = (app: App, threadId: string): SlashCommand[] => [
  { name: 'agents', about: 'Show the agents of this thread', run: () => showPanel(app, 'agents') },
  { name: 'compact', about: 'Compact the context of this thread', run: () => void compactThread(app, threadId) },
]

function showPanel({ store }: App, name: PanelName): void {
  updateLayout(store, layout => ({ ...layout, panelTab: name }))
  toggleSide(store, 'panel', true)
}
