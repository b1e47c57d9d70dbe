import type { Frame } from '../../../contract/router.ts'
import type { ShellView, TerminalView } from '../../../contract/terminals.ts'
import { t } from '../../ui/i18n/t.ts'

/** One tab of the pane. */
export type TerminalEntry = { id: string; name: string } & (
  { kind: 'agent'; terminal: TerminalView } | { kind: 'shell'; shell: ShellView }
)

const NAME_CHARS = 24

/** The tabs of the pane: what the agent left running, the person's shells, then what has ended. */
export function entriesOf({ terminals, ended, shells }: Frame<'terminals/watch'>): TerminalEntry[] {
  const agent = (terminal: TerminalView): TerminalEntry => ({
    kind: 'agent',
    id: `session:${terminal.sessionId}`,
    name: shortName(terminal.command),
    terminal,
  })
  const shell = (view: ShellView): TerminalEntry => ({
    kind: 'shell',
    id: `shell:${view.shellId}`,
    name: view.name,
    shell: view,
  })
  return [...terminals.map(agent), ...shells.map(shell), ...ended.map(agent)]
}

export const exitCodeOf = (entry: TerminalEntry): number | null =>
  entry.kind === 'agent' ? entry.terminal.exitCode : entry.shell.exitCode

/** `Ended with code 1`; by a signal as shells tell it: 128 and its number. */
export const endedWith = (code: number): string => t('Ended with code {code}', { code })

function shortName(command: string): string {
  const [line = ''] = command.trim().split('\n', 1)
  return line.length > NAME_CHARS ? `${line.slice(0, NAME_CHARS - 1)}…` : line
}
