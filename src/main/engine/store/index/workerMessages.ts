import type { Home } from '../home.ts'
import type { Progress } from './indexer.ts'

export interface WorkerStart {
  homes: readonly Home[]
}

export type ToWorker =
  | { type: 'run'; id: number }
  | { type: 'bringUp'; id: number; threadIds: string[] }
  /** Follow what other programs do from now on. */
  | { type: 'watch' }
  /** A database was put aside: the next use opens the new one. */
  | { type: 'reopen' }

export type FromWorker =
  | { type: 'progress'; progress: Progress }
  | { type: 'changed'; threadIds: string[] }
  | { type: 'damaged'; aside: string }
  | { type: 'problem'; message: string }
  /** The request of this id is over. */
  | { type: 'done'; id: number }
