const DRIVE = /^[A-Za-z]:[\\/]/

/** Whether a path begins at a root, of Unix or of a Windows drive. */
export const isAbsolutePath = (path: string): boolean => path.startsWith('/') || DRIVE.test(path)

/** An absolute path without `.`, `..`, empty parts and a slash at the end. */
export function normalPath(path: string): string {
  const drive = DRIVE.test(path) ? path.slice(0, 2) : ''
  const separator = drive ? /[\\/]+/ : /\/+/
  const parts: string[] = []
  for (const part of path.slice(drive.length).split(separator)) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  const slash = drive ? '\\' : '/'
  return drive + slash + parts.join(slash)
}

/** The last part of a normal path; empty for a root. */
export const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), DRIVE.test(path) ? path.lastIndexOf('\\') : -1) + 1)
