import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import * as pty from 'node-pty'
import { eagerReader } from './eagerReader.ts'

const options = { name: 'dumb', cols: 80, rows: 24, cwd: '/', env: { PATH: '/usr/bin:/bin' }, encoding: null }

/** Everything that a command prints on a terminal, as it came. */
const printed = (
  command: string,
  read: (fd: number, data: (bytes: Uint8Array) => void) => (bytes: Uint8Array) => void,
) =>
  new Promise<{ text: Buffer; pieces: number }>(resolve => {
    const chunks: Buffer[] = []
    const terminal = pty.spawn('/bin/sh', ['-c', command], options)
    terminal.onData(read(terminal.fd ?? -1, bytes => chunks.push(Buffer.from(bytes))))
    terminal.onExit(() => resolve({ text: Buffer.concat(chunks), pieces: chunks.length }))
  })

test('a flood comes whole and in order, read by two', async () => {
  const { text } = await printed('stty -opost; seq 1 400000', eagerReader)
  const wanted = Array.from({ length: 400_000 }, (_, n) => `${n + 1}\n`).join('')
  expect(createHash('sha256').update(text).digest('hex')).toBe(createHash('sha256').update(wanted).digest('hex'))
})

test('what comes in small pieces, and the last one, is not waited for', async () => {
  const { text } = await printed('stty -opost; for n in 1 2 3; do echo $n; done; printf end', eagerReader)
  expect(text.toString()).toBe('1\n2\n3\nend')
})

test('a terminal that cannot be read any more is left to its stream', () => {
  const heard: number[] = []
  const listener = eagerReader(-1, bytes => heard.push(bytes.length))
  listener(Buffer.alloc(4095))
  listener(Buffer.alloc(10))
  expect(heard).toEqual([4095, 10])
})
