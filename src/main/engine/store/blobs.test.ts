import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createBlobs, hashOf } from './blobs.ts'

let dir = ''
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'heddle-blobs-')), 'blobs')
})
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }))

const bytes = (text: string) => Buffer.from(text)
const fileOf = (id: string) => join(dir, id.slice(0, 2), id.slice(2))
const noise = (length: number) => {
  let state = 1
  return Uint8Array.from({ length }, () => (state = (state * 48_271) % 2_147_483_647) & 0xff)
}

test.each([
  ['nothing', bytes('')],
  ['a line', bytes('one\r\n')],
  ['no text', Uint8Array.of(0xff, 0, 1)],
  ['what compresses', bytes('line\n'.repeat(10_000))],
  ['what does not', noise(50_000)],
])('gives back %s', async (_, content) => {
  const blobs = createBlobs({ dir })
  const id = await blobs.put(content)
  expect(id).toBe(hashOf(content))
  const back = await createBlobs({ dir }).get(id)
  expect(back && Buffer.compare(back, content)).toBe(0)
  expect(statSync(fileOf(id)).mode & 0o777).toBe(0o600)
})

test('long text is stored smaller than it is', async () => {
  const id = await createBlobs({ dir }).put(bytes('line\n'.repeat(10_000)))
  expect(statSync(fileOf(id)).size).toBeLessThan(1000)
})

test('keeps the same content once', async () => {
  const blobs = createBlobs({ dir })
  const ids = await blobs.putAll([bytes('a'), bytes('b'), bytes('a')])
  expect(ids[0]).toBe(ids[2])
  const before = statSync(fileOf(ids[0]!)).ino
  await createBlobs({ dir }).put(bytes('a'))
  expect(statSync(fileOf(ids[0]!)).ino).toBe(before)
  expect(readdirSync(dir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())).toHaveLength(2)
})

test('many at once share a file, and are found by whoever looks', async () => {
  const reader = createBlobs({ dir })
  expect(await reader.get(hashOf('content 0'))).toBeNull()
  const contents = Array.from({ length: 200 }, (_, n) => bytes(`content ${n}`))
  const blobs = createBlobs({ dir })
  const ids = await blobs.putAll([...contents, bytes('line\n'.repeat(10_000))])
  for (const each of [blobs, reader]) {
    for (const n of [0, 150, 199]) expect(await each.get(ids[n]!)).toEqual(contents[n])
    expect((await each.get(ids[200]!))?.length).toBe(50_000)
  }
  const [pack] = readdirSync(join(dir, 'packs'))
  expect(readdirSync(dir)).toEqual(['packs'])
  truncateSync(join(dir, 'packs', pack!), 100)
  expect(await createBlobs({ dir }).get(ids[0]!)).toBeNull()
  rmSync(join(dir, 'packs', pack!))
  expect(await blobs.get(ids[0]!)).toBeNull()
})

test('what is not there, is no hash, or is damaged is null', async () => {
  const blobs = createBlobs({ dir })
  expect(await blobs.get(hashOf('never'))).toBeNull()
  expect(await blobs.get('../../etc/passwd')).toBeNull()
  const long = await blobs.put(bytes('line\n'.repeat(10_000)))
  const short = await blobs.put(bytes('short'))
  truncateSync(fileOf(long), 10)
  truncateSync(fileOf(short), 0)
  expect([await blobs.get(long), await blobs.get(short)]).toEqual([null, null])
  await blobs.put(bytes('short'))
  expect(await blobs.get(short)).toEqual(bytes('short'))
})

test('drops the oldest when there is too much, and what nobody finished', async () => {
  const blobs = createBlobs({ dir, capBytes: 10_000 })
  const ids = await blobs.putAll(Array.from({ length: 6 }, (_, n) => noise(2000 + n)))
  for (const [age, id] of ids.entries()) utimesSync(fileOf(id), 1000 + age, 1000 + age)
  await blobs.put(noise(2000)) // the oldest, kept again just now
  const half = join(dir, 'half.tmp')
  writeFileSync(half, 'x')
  utimesSync(half, 1000, 1000)
  expect(await blobs.trim()).toBeLessThanOrEqual(9000)
  const left = ids.map(id => existsSync(fileOf(id)))
  expect(left).toEqual([true, false, false, true, true, true])
  expect(existsSync(half)).toBe(false)
})

test('an empty store has nothing to drop', async () => {
  expect(await createBlobs({ dir }).trim()).toBe(0)
})
