import type { Hook, HookRun } from '../../../contract/hooks.ts'

const EVENTS: Readonly<Record<string, string>> = {
  SessionStart: 'Session start',
  UserPromptSubmit: 'Your message',
  PreToolUse: 'Before a tool',
  PostToolUse: 'After a tool',
  Stop: 'End of a turn',
}

/** An event as people call it; one that is not known here by its own name. */
export const eventWords = (event: string): string => (Object.hasOwn(EVENTS, event) ? (EVENTS[event] ?? event) : event)

export const placeWords = (file: string, line: number | null): string => (line === null ? file : `${file}:${line}`)

const CONSENTS: Readonly<Record<Hook['consent'], string>> = {
  own: 'Runs: it is in your own file.',
  given: 'Runs: you allowed it as it is now.',
  asked: 'It does not run until you allow it. When it changes, you are asked again.',
  refused: 'It does not run: you refused it.',
}
export const consentWords = ({ consent }: Hook): string => CONSENTS[consent]

const OUTCOMES: Readonly<Record<HookRun['outcome'], string>> = {
  passed: 'Passed',
  denied: 'Refused',
  rewritten: 'Changed the call',
  failed: 'Failed',
  timedOut: 'Took too long',
}
export const outcomeWords = ({ outcome }: HookRun): string => OUTCOMES[outcome]

/** What may be put into `config.toml` to begin with. */
export const EXAMPLE = `[[hooks.PreToolUse]]
matcher = "Bash"

[[hooks.PreToolUse.hooks]]
type = "command"
command = "/home/you/bin/check-command"
timeout = 10`
