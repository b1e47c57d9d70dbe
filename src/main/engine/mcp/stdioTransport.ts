import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import { createIntake } from './intake.ts'
import { createLineReader } from './lineReader.ts'
import { answeredId, oversizedResult, parseMessage } from './messages.ts'
import type { Message } from './messages.ts'
import { limitedLog } from './serverLog.ts'
import type { ServerLog } from './serverLog.ts'
import type { ServerProcess } from './serverProcess.ts'

/** A message is one line. Of a longer one only its ends are read. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024
const MAX_STDERR_LINE_BYTES = 8 * 1024
const LAST_WORDS_MS = 500

/**
 * The protocol over a process's stdin and stdout. Whatever the process prints is tolerated: what is no message goes to
 * the log, what is too long is answered for with its two ends, and what is too much is held back.
 */
export function stdioTransport({ child, ended, end }: ServerProcess, log: ServerLog): Transport {
  const deliver = (message: Message): void => {
    // The protocol layer checks the shape of what it takes.
    if (intake.admits(message)) transport.onmessage?.(message as JSONRPCMessage)
  }
  const intake = createIntake({
    hold: () => void child.stdout.pause(),
    release: () => void child.stdout.resume(),
    onDropped: count => log.add('heddle', 'warning', `${count} notifications were dropped: it sends too many.`),
  })
  const garbage = limitedLog(log, 'server')
  const reader = createLineReader({
    maxBytes: MAX_MESSAGE_BYTES,
    onLine: line => {
      const message = parseMessage(line)
      if (message) deliver(message)
      else if (line.trim() !== '') garbage(`(not a message) ${line.slice(0, MAX_STDERR_LINE_BYTES)}`)
    },
    onLongLine: long => {
      log.add('heddle', 'warning', `A message of ${long.bytes} bytes is too large; only its ends are read.`)
      const id = answeredId(long)
      if (id !== null) deliver({ jsonrpc: '2.0', id, result: oversizedResult(long) })
    },
  })
  const said = limitedLog(log, 'server')
  const errors = createLineReader({
    maxBytes: MAX_STDERR_LINE_BYTES,
    onLine: said,
    onLongLine: ({ head, bytes }) => said(`${head.slice(0, MAX_STDERR_LINE_BYTES)}… (${bytes} bytes)`),
  })

  const transport: Transport = {
    async start() {
      child.stdout.on('data', (bytes: Buffer) => reader.push(bytes))
      // Without its output it can answer nothing any more.
      child.stdout.on('end', () => void end())
      child.stderr.on('data', (bytes: Buffer) => errors.push(bytes))
      void ended.then(() => {
        intake.dispose()
        transport.onclose?.()
      })
    },
    send: message =>
      new Promise((resolve, reject) => {
        if (!child.stdin.writable) return reject(new Error('The server closed its input.'))
        child.stdin.write(`${JSON.stringify(message)}\n`, error => {
          if (!error) return resolve()
          // A process that has died says why in a moment, and then nobody waits for answers any more.
          setTimeout(reject, LAST_WORDS_MS, error)
          void ended.then(() => resolve())
        })
      }),
    close: end,
  }
  return transport
}
