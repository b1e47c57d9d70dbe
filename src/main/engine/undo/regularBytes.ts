import fs, { constants } from 'node:fs'

/** The bytes of a regular file and how it stands; null for anything else. Never waits on a pipe or a device. */
export function regularBytes(path: string, maxBytes: number): { bytes: Buffer; stat: fs.Stats } | null {
  try {
    const fd = fs.openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
    try {
      const stat = fs.fstatSync(fd)
      return stat.isFile() && stat.size <= maxBytes ? { bytes: fs.readFileSync(fd), stat } : null
    } finally {
      fs.closeSync(fd)
    }
  } catch {
    return null
  }
}
