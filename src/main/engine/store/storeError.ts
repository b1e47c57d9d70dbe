import { Failure } from '../../../contract/procedure.ts'
import type { FailureCode } from '../../../contract/procedure.ts'

export type StoreErrorCode =
  | 'home.unusable'
  | 'thread.notFound'
  | 'thread.ambiguous'
  | 'thread.locked'
  | 'thread.readOnly'
  /** Its file is of a style that cannot do this. */
  | 'thread.legacy'
  | 'thread.notReverted'
  /** The file grew under us: somebody wrote without the lock. */
  | 'thread.changed'
  /** Nothing was recorded; what was there is whole. */
  | 'store.cannotSave'

/** A problem of the store that a person can do something about: what, where, what to do. */
export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'StoreError'
    this.code = code
  }
}

/** The code of a failed system call, e.g. `ENOENT`. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full. Free some space and send again',
  EDQUOT: 'your disk quota is used up. Free some space and send again',
  EROFS: 'the disk is read-only. Make it writable and send again',
  EACCES: 'this user may not write there. Check the permissions',
  EPERM: 'this user may not write there. Check the permissions',
  EIO: 'the disk reports an error. Check the disk before you go on',
  EMFILE: 'too many files are open. Close some threads and send again',
}

/** Why a system call failed and what to do, without a full stop. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error)
  return (code && REASONS[code]) ?? (error instanceof Error ? error.message : String(error))
}

const FAILURES: Record<StoreErrorCode, FailureCode> = {
  'home.unusable': 'home.notWritable',
  'thread.notFound': 'thread.notFound',
  'thread.ambiguous': 'thread.notFound',
  'thread.locked': 'thread.readOnly',
  'thread.readOnly': 'thread.readOnly',
  'thread.legacy': 'thread.legacy',
  'thread.notReverted': 'thread.notReverted',
  'thread.changed': 'thread.readOnly',
  'store.cannotSave': 'home.notWritable',
}

/** The refusal that a client is given for a problem of the store; null for any other error. */
export const failureOf = (error: unknown): Failure | null =>
  error instanceof StoreError ? new Failure(FAILURES[error.code], error.message) : null
