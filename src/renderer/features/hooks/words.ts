import type { Hook, HookRun } from '../../../contract/hooks.ts'
import { t } from '../../ui/i18n/t.ts'

const EVENTS: Readonly<Record<string, string>> = {
  SessionStart: t('Session start'),
  UserPromptSubmit: t('Your message'),
  PreToolUse: t('Before a tool'),
  PostToolUse: t('After a tool'),
  Stop: t('End of a turn'),
}

/** An event as people call it; one that is not known here by its own name. */
export const eventWords = (event: string): string => (Object.hasOwn(EVENTS, event) ? (EVENTS[event] ?? event) : event)

export const placeWords = (file: string, line: number | null): string => (line === null ? file : `${file}:${line}`)

const CONSENTS: Readonly<Record<Hook['consent'], string>> = {
  own: t('Runs: it is in your own file.'),
  given: t('Runs: you allowed it as it is now.'),
  asked: t('It does not run until you allow it. When it changes, you are asked again.'),
  refused: t('It does not run: you refused it.'),
}
export const consentWords = ({ consent }: Hook): string => CONSENTS[consent]

const OUTCOMES: Readonly<Record<HookRun['outcome'], string>> = {
  passed: t('Passed'),
  denied: t('Refused'),
  rewritten: t('Changed the call'),
  failed: t('Failed'),
  timedOut: t('Took too long'),
}
export const outcomeWords = ({ outcome }: HookRun): string => OUTCOMES[outcome]

/** What may be put into `config.toml` to begin with. */
export const EXAMPLE = `[[hooks.PreToolUse]]
matcher = "Bash"

[[hooks.PreToolUse.hooks]]
type = "command"
command = "/home/you/bin/check-command"
timeout = 10`
