import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { arch, tmpdir } from 'node:os'
import { join } from 'node:path'
import { seccompFilter } from './seccompPolicy.ts'

/** System call filters as files that have no name, which a launcher opens through this process. */
export type FilterFiles = {
  /** A path under /proc that opens the filter anew; null for a processor we have no filter for. Throws if there is no room. */
  path(network: boolean): string | null
  dispose(): void
}

/** Memory first: the disk may be full. */
const PLACES = ['/dev/shm', tmpdir()]

/** Writes each filter once, when it is first needed. The files are unlinked at once and vanish with this process. */
export function createFilterFiles(): FilterFiles {
  const open = new Map<boolean, number>()
  return {
    path(network) {
      const processor = arch()
      if (processor !== 'x64' && processor !== 'arm64') return null
      let fd = open.get(network)
      if (fd === undefined) open.set(network, (fd = namelessFile(seccompFilter(processor, network))))
      return `/proc/${process.pid}/fd/${fd}`
    },
    dispose() {
      open.forEach(fd => closeSync(fd))
      open.clear()
    },
  }
}

function namelessFile(bytes: Uint8Array): number {
  let failure: unknown
  for (const place of PLACES) {
    try {
      const path = join(place, `heddle-filter-${randomBytes(8).toString('hex')}`)
      const fd = openSync(path, 'wx+', 0o600)
      unlinkSync(path)
      writeSync(fd, bytes)
      return fd
    } catch (error) {
      failure = error
    }
  }
  throw failure
}
