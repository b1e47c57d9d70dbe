/** The code of a system error, such as ENOENT; undefined for any other. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory (os error 2)',
  EACCES: 'Permission denied (os error 13)',
  ENOTDIR: 'Not a directory (os error 20)',
  ENOSPC: 'No space left on device (os error 28)',
  EROFS: 'Read-only file system (os error 30)',
  EPERM: 'Operation not permitted (os error 1)',
  EIO: 'Input/output error (os error 5)',
  ENXIO: 'No such device or address (os error 6)',
  EBUSY: 'Device or resource busy (os error 16)',
  EISDIR: 'Is a directory (os error 21)',
  EMFILE: 'Too many open files (os error 24)',
  ENAMETOOLONG: 'File name too long (os error 36)',
  ELOOP: 'Too many levels of symbolic links (os error 40)',
  EDQUOT: 'Disk quota exceeded (os error 122)',
}

/** A system error in the words that models know from tool outputs. */
export function systemErrorText(error: unknown): string {
  return WORDS[systemErrorCode(error) ?? ''] ?? (error instanceof Error ? error.message : String(error))
}
