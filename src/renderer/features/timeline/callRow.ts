import type { Call } from '../../../core/thread/calls.ts'

/** What every row of a call is given. */
export interface CallRowProps {
  /** Of the row: under it the row's fold is kept. */
  id: string
  call: Call
  threadId: string
  cwd: string
}
