import './statusDot.css'
import { t } from './i18n/t.ts'

export type Status = 'idle' | 'running' | 'waiting' | 'done' | 'failed' | 'interrupted'

const WORDS: Readonly<Record<Status, string>> = {
  idle: t('idle'),
  running: t('running'),
  waiting: t('waits for you'),
  done: t('done, unread'),
  failed: t('failed'),
  interrupted: t('interrupted'),
}

/** The one sign for what a thread or a call is doing. `quiet` where the words stand beside it. */
export function StatusDot({ status, quiet = false }: { status: Status; quiet?: boolean }) {
  return quiet ? (
    <span className={`dot ${status}`} aria-hidden />
  ) : (
    <span className={`dot ${status}`} role="img" aria-label={WORDS[status]} />
  )
}
