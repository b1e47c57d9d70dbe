import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import type { TempHome } from './heddle.ts'
import { heddleCommand } from './heddleCommand.ts'

/** Whether a program can be given a file system of its own here. */
export const hasSmallDisks =
  process.platform === 'linux' && spawnSync('bwrap', ['--bind', '/', '/', '--tmpfs', '/mnt', 'true']).status === 0

/** A program whose home is a file system of its own, with so much room and no more. */
export interface SmallDisk {
  program: ChildProcess
  /** Where the home can be seen from outside. */
  path(): string
  /** Takes up the room that is left, but for `spare` bytes. */
  fill(spare?: number): void
  /** Gives it back. */
  free(): void
}

export type DiskKind = { bytes: number } | 'readOnly'

/** Starts `heddle` from its sources on a disk that holds a copy of the home. */
export function startOnSmallDisk(args: string[], { root, home }: TempHome, kind: DiskKind): SmallDisk {
  const pidFile = join(root, 'pid')
  fs.rmSync(pidFile, { force: true })
  const disk = kind === 'readOnly' ? ['--ro-bind', home, home] : ['--size', String(kind.bytes), '--tmpfs', home]
  const seed = join(root, 'seed')
  fs.cpSync(home, seed, { recursive: true })
  const copy = kind === 'readOnly' ? '' : `cp -a ${seed}/. ${home}/; chmod 700 ${home};`
  const start = `${copy} echo $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; exec "$@"`
  const command = [...heddleCommand, ...args]
  const mounts = ['--bind', '/', '/', '--dev-bind', '/dev', '/dev', '--proc', '/proc', ...disk]
  const program = spawn('bwrap', [...mounts, '--die-with-parent', 'sh', '-c', start, 'sh', ...command], {
    env: { PATH: process.env.PATH, HOME: home, HEDDLE_HOME: home, MOCK_KEY: 'k' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const path = () => join(`/proc/${fs.readFileSync(pidFile, 'utf8').trim()}/root`, home)
  const filler = () => join(path(), 'filler')
  return {
    program,
    path,
    fill(spare = 0) {
      const fd = fs.openSync(filler(), 'a')
      try {
        for (let size = 65_536; size >= 1;) if (!wrote(fd, size)) size = Math.floor(size / 2)
      } finally {
        fs.closeSync(fd)
      }
      if (spare > 0) fs.truncateSync(filler(), Math.max(0, fs.statSync(filler()).size - spare))
    },
    free: () => fs.rmSync(filler()),
  }
}

function wrote(fd: number, bytes: number): boolean {
  try {
    return fs.writeSync(fd, Buffer.alloc(bytes)) === bytes
  } catch {
    return false // full
  }
}
