import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newRolloutFile } from './rolloutFile.ts'
import type { FileCalls, TimedLine } from './rolloutFile.ts'

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(join(os.tmpdir(), 'heddle-file-'))
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

const line = (text: string): TimedLine => ({ type: 'heddle', payload: { text }, at: 0 })

/** System calls of which the next one of a kind fails. */
function failing() {
  const failures: Partial<Record<keyof FileCalls, { code: string; taken?: number }>> = {}
  const fail = (call: keyof FileCalls): { code: string; taken?: number } | undefined => {
    const failure = failures[call]
    delete failures[call]
    return failure
  }
  const calls: FileCalls = {
    write(fd, bytes) {
      const failure = fail('write')
      if (!failure) return fs.writeSync(fd, bytes)
      const taken = fs.writeSync(fd, bytes.subarray(0, failure.taken ?? 0))
      if (failure.code === 'SHORT') return taken
      throw Object.assign(new Error(failure.code), { code: failure.code })
    },
    truncate(fd, size) {
      const failure = fail('truncate')
      if (failure) throw Object.assign(new Error(failure.code), { code: failure.code })
      fs.ftruncateSync(fd, size)
    },
    async sync() {
      const failure = fail('sync')
      if (failure) throw Object.assign(new Error(failure.code), { code: failure.code })
    },
  }
  return { calls, failures }
}

test.each([
  ['a full disk that took a part', { write: { code: 'ENOSPC', taken: 10 } }, /disk is full/],
  ['a short write', { write: { code: 'SHORT', taken: 10 } }, /disk is full/],
  ['a read-only disk', { write: { code: 'EROFS' } }, /read-only/],
  ['a disk that cannot keep it', { sync: { code: 'EIO' } }, /disk reports an error/],
  [
    'one that cannot even be taken back',
    { write: { code: 'EIO', taken: 10 }, truncate: { code: 'EIO' } },
    /disk reports/,
  ],
])('%s: nothing is half saved, and saving goes on when it works again', async (_what, failure, message) => {
  const path = join(folder, 'a', 'rollout.jsonl')
  const { calls, failures } = failing()
  const file = newRolloutFile(path, 'paginated', 0, calls)
  await file.append([line('one')], { durable: true })
  const before = fs.readFileSync(path, 'utf8')

  Object.assign(failures, failure)
  const lost = file.append([line('two'), line('three')], { durable: true })
  await expect(lost).rejects.toMatchObject({ code: 'store.cannotSave', message: expect.stringMatching(message) })
  expect(file.size()).toBe(before.length)
  expect(file.nextSeq()).toBe(1)
  if (!('truncate' in failure)) expect(fs.readFileSync(path, 'utf8')).toBe(before)

  const [offset] = await file.append([line('four')], { durable: true })
  file.close()
  expect(offset).toBe(before.length)
  expect(fs.readFileSync(path, 'utf8')).toBe(
    `${before}{"timestamp":"1970-01-01T00:00:00.000Z","ordinal":1,"type":"heddle","payload":{"text":"four"}}\n`,
  )
})

test('a folder that cannot be made is said, and leaves nothing', async () => {
  fs.writeFileSync(join(folder, 'a'), '')
  const file = newRolloutFile(join(folder, 'a', 'rollout.jsonl'), 'paginated', 0)
  await expect(file.append([line('one')], { durable: false })).rejects.toMatchObject({ code: 'store.cannotSave' })
})

test('a file whose first lines could not be written does not stay', async () => {
  const path = join(folder, 'rollout.jsonl')
  const { calls, failures } = failing()
  const file = newRolloutFile(path, 'paginated', 0, calls)
  failures.write = { code: 'ENOSPC', taken: 3 }
  await expect(file.append([line('one')], { durable: false })).rejects.toMatchObject({ code: 'store.cannotSave' })
  file.close()
  expect(fs.existsSync(path)).toBe(false)
})

test('what another program appended is not overwritten', async () => {
  const path = join(folder, 'rollout.jsonl')
  const file = newRolloutFile(path, 'legacy', 0)
  await file.append([line('one')], { durable: false })
  fs.appendFileSync(path, 'theirs\n')
  await expect(file.append([line('two')], { durable: false })).rejects.toMatchObject({ code: 'thread.changed' })
  expect(fs.readFileSync(path, 'utf8')).toMatch(/one.*\ntheirs\n$/)
  file.close()
})
