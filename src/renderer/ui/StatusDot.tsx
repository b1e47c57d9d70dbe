import './statusDot.css'

export type Status = 'idle' | 'running' | 'waiting' | 'done' | 'failed' | 'interrupted'

const WORDS: Readonly<Record<Status, string>> = {
  idle: 'idle',
  running: 'running',
  waiting: 'waits for you',
  done: 'done, unread',
  failed: 'failed',
  interrupted: 'interrupted',
}

/** The one sign for what a thread or a call is doing. `quiet` where the words stand beside it. */
export function StatusDot({ status, quiet = false }: { status: Status; quiet?: boolean }) {
  return quiet ? (
    <span className={`dot ${status}`} aria-hidden />
  ) : (
    <span className={`dot ${status}`} role="img" aria-label={WORDS[status]} />
  )
}
