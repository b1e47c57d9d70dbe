import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

type Arrival = { argv: string[]; workingDirectory: string; additionalData: unknown }

/**
 * One process for each user data folder. The lock is a file with the owner's process id, because Electron answers
 * synchronously; a later process hands its command line over on a socket.
 */
export function createSingleInstance(userData: string, onArrival: (arrival: Arrival) => void) {
  const lockPath = join(userData, 'standin.lock')
  const key = createHash('sha256').update(userData).digest('hex').slice(0, 16)
  const socketPath = join(tmpdir(), `electron-standin-${key}.sock`)
  let handOver: Promise<void> = Promise.resolve()

  function listen(): void {
    rmSync(socketPath, { force: true })
    const server = createServer(socket => {
      let text = ''
      socket.setEncoding('utf8').on('data', chunk => (text += chunk))
      socket.on('end', () => {
        socket.end()
        onArrival(JSON.parse(text) as Arrival)
      })
    })
    server.listen(socketPath).unref()
    process.once('exit', () => {
      rmSync(socketPath, { force: true })
      rmSync(lockPath, { force: true })
    })
  }

  return {
    /** True for the first process; a later one is announced to it. */
    request(additionalData?: unknown): boolean {
      if (takeLock(lockPath)) {
        listen()
        return true
      }
      handOver = announce(socketPath, { argv: process.argv, workingDirectory: process.cwd(), additionalData })
      return false
    },
    /** Settles once a hand-over under way is done. */
    handedOver: () => handOver,
  }
}

function takeLock(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (isAlive(Number(readFileSync(path, 'utf8')))) return false
    rmSync(path, { force: true })
    return takeLock(path)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Tells the owner of the lock, which may be about to listen. */
async function announce(socketPath: string, arrival: Arrival): Promise<void> {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const isTold = await new Promise<boolean>(resolve => {
      const socket = connect(socketPath, () => socket.end(JSON.stringify(arrival)))
      socket.on('error', () => resolve(false)).on('close', hadError => resolve(!hadError))
    })
    if (isTold) return
    await delay(50)
  }
}
