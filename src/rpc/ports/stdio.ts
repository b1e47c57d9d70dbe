import type { Readable, Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { MessagePort } from '../port.ts'
import { textPort } from './textPort.ts'

/** Longest line that is read; a longer one is refused as a whole and the wire lives on. */
const MAX_LINE_CHARS = 16_000_000

/** A port over newline-delimited JSON, e.g. a process's stdin and stdout. Invalid UTF-8 becomes U+FFFD. */
export function stdioPort(input: Readable, output: Writable): MessagePort {
  const wire = textPort({
    send: text => output.write(text + '\n'),
    close: () => {
      input.destroy()
      wire.shut()
    },
    backlog: () => output.writableLength,
  })
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let skipping = false
  input.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (skipping) skipping = false
      else if (line.trim() !== '') wire.receive(line.replace(/^\uFEFF/, ''))
    }
    if (rest.length > MAX_LINE_CHARS) {
      if (!skipping) wire.receive('a line too long to read') // answered as a parse error
      rest = ''
      skipping = true
    }
  })
  input.on('end', wire.shut)
  input.on('error', wire.shut)
  output.on('error', wire.shut)
  return wire.port
}
