/** Why a patch is not carried out. Nothing has been written when there is one. */
export type PatchFailure =
  | { reason: 'malformed'; message: string; line?: number }
  | { reason: 'empty' }
  | { reason: 'environment' }
  | { reason: 'repeated'; path: string }
  | { reason: 'unreadable'; operation: 'update' | 'delete'; path: string; cause: string }
  | { reason: 'unwritable'; path: string }
  | { reason: 'mismatch'; message: string }
  /** A path leads to where this patch may not write; `why` completes the sentence. */
  | { reason: 'barred'; path: string; why: string }

/** The output of the `apply_patch` tool for a failure, word for word what models were trained on. */
export function failureForModel(failure: PatchFailure): string {
  switch (failure.reason) {
    case 'empty':
      return 'patch rejected: empty patch'
    case 'environment':
      return 'apply_patch environment selection is unavailable for this turn'
    default:
      return `apply_patch verification failed: ${detailForModel(failure)}`
  }
}

function detailForModel(failure: Exclude<PatchFailure, { reason: 'empty' | 'environment' }>): string {
  switch (failure.reason) {
    case 'malformed':
      return failure.line === undefined
        ? `invalid patch: ${failure.message}`
        : `invalid hunk at line ${failure.line}, ${failure.message}`
    case 'repeated':
      return `invalid patch: multiple operations target ${failure.path}`
    case 'unreadable':
      return failure.operation === 'update'
        ? `Failed to read file to update ${failure.path}: ${failure.cause}`
        : `Failed to read ${failure.path}: ${failure.cause}`
    case 'unwritable':
      return `Failed to write file ${failure.path}`
    case 'mismatch':
      return failure.message
    case 'barred':
      return `${failure.path} cannot be written: ${failure.why}. Nothing was changed.`
  }
}

/** What the `apply_patch` command prints for a failure. */
export function failureForTerminal(failure: PatchFailure): string {
  switch (failure.reason) {
    case 'malformed':
      return failure.line === undefined
        ? `Invalid patch: ${failure.message}`
        : `Invalid patch hunk on line ${failure.line}: ${failure.message}`
    case 'empty':
      return 'No files were modified.'
    case 'unreadable':
      return failure.operation === 'update' ? detailForModel(failure) : `Failed to delete file ${failure.path}`
    case 'environment':
      return failureForModel(failure)
    default:
      return detailForModel(failure)
  }
}
