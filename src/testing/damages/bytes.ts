import { appended, inserted, lines, nthLine, parsed } from './damage.ts'
import type { Damage } from './damage.ts'

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const noise = Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 7919 + (n >> 3) * 31) % 256))

export const CUT: Damage[] = [
  { what: 'cut in its last line', outcome: 'noted', apply: text => text.slice(0, -40) },
  { what: 'cut in its first line', outcome: 'refused', apply: text => text.slice(0, 60) },
  { what: 'cut after its first line', outcome: 'quiet', apply: lines(all => all.slice(0, 1)) },
  { what: 'cut in the middle of a turn', outcome: 'quiet', apply: lines(all => all.slice(0, 9)) },
  {
    what: 'cut in a character of several bytes',
    outcome: 'noted',
    apply: appended(Buffer.from('{"a":"é').subarray(0, 7)),
  },
  { what: 'without its last newline', outcome: 'quiet', apply: text => text.slice(0, -1) },
  { what: 'empty', outcome: 'refused', apply: () => '' },
  { what: 'a newline', outcome: 'refused', apply: () => '\n' },
  { what: 'white space', outcome: 'refused', apply: () => '  \n \t \n' },
  { what: 'followed by zeros', outcome: 'noted', apply: appended(Buffer.alloc(4096)) },
  {
    what: 'followed by zeros and a sound line',
    outcome: 'noted',
    apply: text => text.trimEnd() + '\0'.repeat(64) + '\n',
  },
  { what: 'with a block of zeros in the middle', outcome: 'noted', apply: inserted(Buffer.alloc(4096)) },
  {
    what: 'begun with zeros',
    outcome: 'refused',
    apply: text => Buffer.concat([Buffer.alloc(512), Buffer.from(text)]),
  },
  { what: 'nothing but zeros', outcome: 'refused', apply: text => Buffer.alloc(text.length) },
  { what: 'followed by noise', outcome: 'noted', apply: appended(noise) },
  { what: 'nothing but noise', outcome: 'refused', apply: () => noise },
  {
    what: 'overwritten in the middle',
    outcome: 'noted',
    apply: text => text.slice(0, nthLine(text, 5) - 90) + 'X'.repeat(180) + text.slice(nthLine(text, 5) + 90),
  },
  {
    what: 'compressed',
    outcome: 'refused',
    apply: () => Buffer.from('H4sIAAAAAAAAA6tWKkktLlGyUlAqS8wpTtVRKi1OLYrPTFGyUgIAAAD//w==', 'base64'),
  },
]

export const BYTES: Damage[] = [
  {
    what: 'with invalid UTF-8 in a text',
    outcome: 'quiet',
    apply: text => swapped(text, 'Second', Buffer.from([0xff, 0xfe, 0x80])),
  },
  { what: 'with a line of invalid UTF-8', outcome: 'noted', apply: inserted(Buffer.from([0xc3, 0x28, 0xa0, 0xff])) },
  {
    what: 'with half a character at the end of a line',
    outcome: 'noted',
    apply: inserted(Buffer.from([0x22, 0xe2, 0x82])),
  },
  {
    what: 'with lone surrogates',
    outcome: 'quiet',
    apply: text => text.replace('Second', 'Sec\\ud800ond\\udc00\\ud800'),
  },
  { what: 'begun with a byte order mark', outcome: 'quiet', apply: text => `\ufeff${text}` },
  { what: 'with Windows line ends', outcome: 'quiet', apply: text => text.replaceAll('\n', '\r\n') },
  { what: 'with line ends of old Macs', outcome: 'refused', apply: text => text.replaceAll('\n', '\r') },
  { what: 'with blank lines between', outcome: 'quiet', apply: text => text.replaceAll('\n', '\n\n') },
  {
    what: 'laid out over many lines',
    outcome: 'refused',
    apply: lines(all => all.map(line => JSON.stringify(parsed(line), null, 2))),
  },
  {
    what: 'with two lines in one',
    outcome: 'noted',
    apply: lines(all => all.flatMap((line, n) => (n === 5 ? [] : n === 6 ? [`${all[5]}${line}`] : [line]))),
  },
  {
    what: 'with a line in two',
    outcome: 'noted',
    apply: lines(all => all.flatMap((line, n) => (n === 6 ? [line.slice(0, 50), line.slice(50)] : [line]))),
  },
  { what: 'with a line of 70 MB', outcome: 'noted', apply: inserted(Buffer.alloc(70 * 1024 * 1024, 'x')) },
  { what: 'with 200,000 nested lists as a line', outcome: 'noted', apply: inserted(nested(200_000)) },
  {
    what: 'with 200,000 nested lists in a record',
    outcome: 'noted',
    apply: inserted(`{"ordinal":4.5,"type":"heddle","payload":{"type":"thread.dreamt","of":${nested(200_000)}}}`),
  },
  { what: 'with lines that are no records', outcome: 'noted', apply: inserted('[1]\n7\nnull\n"x"\ntrue') },
  {
    what: 'with numbers beyond all numbers',
    outcome: 'noted',
    apply: inserted(
      '{"ordinal":1e999,"timestamp":-0,"type":"event_msg","payload":{"type":"token_count","info":1e999}}',
    ),
  },
  {
    what: 'with keys that are not to be touched',
    outcome: 'quiet',
    apply: text =>
      text.replaceAll(
        '"payload":{',
        '"__proto__":{"type":"x"},"constructor":{"prototype":{}},"payload":{"__proto__":{"polluted":true},',
      ),
  },
]

function swapped(text: string, words: string, bytes: Buffer): Buffer {
  const at = text.lastIndexOf(words)
  return Buffer.concat([Buffer.from(text.slice(0, at)), bytes, Buffer.from(text.slice(at + words.length))])
}
