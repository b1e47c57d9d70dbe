import fs from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EventBody } from '../../../../core/thread/events.ts'
import { blackPng } from '../../../../testing/hostilePictures.ts'
import { createBlobs } from '../blobs.ts'
import type { Blobs } from '../blobs.ts'
import type { Store } from '../store.ts'
import { createHomes, found, header, id, linesOf, save, turn, written } from '../storeFixture.ts'
import { htmlOf } from './html.ts'

let homes: ReturnType<typeof createHomes>
let store: Store
let blobs: Blobs
let other: Store
let otherBlobs: Blobs

beforeEach(() => {
  homes = createHomes()
  store = homes.open()
  blobs = createBlobs({ dir: join(homes.root, 'home', 'blobs') })
  other = homes.open('other')
  otherBlobs = createBlobs({ dir: join(homes.root, 'other', 'blobs') })
})
afterEach(() => homes.remove())

const exported = (format: 'markdown' | 'html' | 'bundle', threadId = id(1)) =>
  store.export({ threadId, format }, { program: 'heddle test', readContent: blobs.get })
const imported = (path: string) => other.import(path, { keepContent: otherBlobs.put })

const patch = (path: string, before: string, after: string): EventBody[] => [
  {
    type: 'call.received',
    turnId: 't1',
    item: { type: 'custom_tool_call', call_id: 'p1', name: 'apply_patch', input: '*** Begin Patch' },
  },
  {
    type: 'call.completed',
    turnId: 't1',
    callId: 'p1',
    status: 'completed',
    result: {
      kind: 'patch',
      durationMs: 1,
      changes: [{ path, kind: 'update', diff: '@@ -1 +1 @@\n-old\n+new\n' }],
      images: [{ path, before, after }],
    },
  },
]

async function writeFork(): Promise<void> {
  await written(store, 1, turn('t1', 'the base', 'said in the base'))
  const seq = (await store.open(id(1))).thread.seq
  const fork = await store.fork({ ...header(2), forkedFrom: { threadId: id(1), beforeSeq: seq + 1 } })
  await save(fork, turn('t2', 'the fork', 'said in the fork'))
  await fork.close()
}

describe('a bundle', () => {
  test('brings a thread to another home, with what it keeps of files', async () => {
    const [before, after] = await blobs.putAll([Buffer.from('old\n'), Buffer.from('new\n')])
    await written(store, 1, [
      ...turn('t1', 'mulberry'),
      ...patch('/ws/a.txt', before!, after!),
      { type: 'thread.renamed', title: 'Kept' },
    ])
    const { path, bytes } = await exported('bundle')
    expect(bytes).toBe(fs.statSync(path).size)
    expect(await imported(path)).toBe(id(1))
    expect(other.row(id(1))).toMatchObject({ title: 'Kept', turns: 1, filesTouched: 1 })
    expect(await found(other, 'mulberry')).toHaveLength(1)
    expect(Buffer.from((await otherBlobs.get(before!))!).toString()).toBe('old\n')
    expect((await other.open(id(1))).thread.turns).toEqual((await store.open(id(1))).thread.turns)
  })

  test('of a fork has the history that it reads through its base, and goes on from there', async () => {
    await writeFork()
    const { path } = await exported('bundle', id(2))
    expect(await imported(path)).toBe(id(2))
    const ordinals = linesOf(other.pathOf(id(2))!).map(line => line.ordinal)
    expect(ordinals).toEqual(ordinals.map((_, at) => at))
    const log = await other.open(id(2))
    expect(log.thread.turns.map(({ id }) => id)).toEqual(['t1', 't2'])
    await save(log, turn('t3'))
    await log.close()
    expect((await other.open(id(2))).thread.turns).toHaveLength(3)
  })

  test('that comes a second time is a thread of its own', async () => {
    await written(store, 1)
    const { path } = await exported('bundle')
    const first = await imported(path)
    const second = await imported(path)
    expect(second).not.toBe(first)
    expect(
      other
        .list({ limit: 9 })
        .threads.map(({ id }) => id)
        .sort(),
    ).toEqual([first, second].sort())
    expect(fs.readFileSync(other.pathOf(second)!, 'utf8')).not.toContain(first)
  })
})

describe('an import', () => {
  const fileOf = (...lines: (object | string)[]) => {
    const path = join(homes.root, 'given.jsonl')
    fs.writeFileSync(path, lines.map(line => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''))
    return path
  }
  const meta = (payload: object = {}, ordinal?: number) => ({
    timestamp: '2026-11-21T10:00:00.000Z',
    ordinal,
    type: 'session_meta',
    payload: {
      id: id(7),
      timestamp: '2026-11-21T10:00:00.000Z',
      cwd: '/ws',
      originator: 'x',
      cli_version: '1',
      ...payload,
    },
  })
  const said = {
    timestamp: '2026-11-21T10:00:00.000Z',
    type: 'event_msg',
    payload: { type: 'user_message', message: 'hi' },
  }

  test('takes a rollout of the real program', async () => {
    await imported(fileOf(meta(), said))
    expect(other.row(id(7))).toMatchObject({ cwd: '/ws', style: 'legacy' })
  })

  test.each([
    ['line 2: it is not a JSON object', () => [meta(), '{"cut', said]],
    ['line 1: a thread begins with a session_meta', () => [said]],
    ['line 1: a thread begins with a session_meta', () => [meta({ id: '../../etc/passwd' })]],
    ['line 2: it is no line of a thread', () => [meta(), { hello: 1 }]],
    ['line 3: its ordinal is 1, after 1', () => [meta({}, 0), { ...said, ordinal: 1 }, { ...said, ordinal: 1 }]],
    ['line 1: its history begins in another file', () => [meta({ forked_from_id: id(8) })]],
    ['line 1: it is a bundle of version 99', () => [{ type: 'heddle_bundle', version: 99, threadId: id(7) }, meta()]],
    [
      'line 3: the content of a file is not what its hash says',
      () => [
        { type: 'heddle_bundle', version: 1, threadId: id(7) },
        meta(),
        { type: 'content', hash: 'ab', base64: 'aGk=' },
      ],
    ],
    ['line 0: it holds no thread', () => []],
  ])('says %s', async (message, lines) => {
    await expect(imported(fileOf(...lines()))).rejects.toMatchObject({
      code: 'import.invalid',
      message: expect.stringContaining(message),
    })
    expect(other.pathOf(id(7))).toBeNull()
    expect(fs.readdirSync(join(homes.root, 'other')).includes('sessions')).toBe(
      fs.existsSync(join(homes.root, 'other', 'sessions')),
    )
  })

  test('passes over a line that was being written when its program died', async () => {
    const path = fileOf(meta(), said)
    fs.appendFileSync(path, '{"timestamp":"2026')
    expect(await imported(path)).toBe(id(7))
  })
})

describe('a thread on paper', () => {
  const hostile = '</pre><script>alert(1)</script><img src=x onerror=alert(1)>````\n# not a heading'

  test('is a page that holds what was said as text and runs nothing', async () => {
    await written(store, 1, [...turn('t1', hostile, hostile), ...patch('/ws/<b>.txt', 'x', 'y')])
    const page = fs.readFileSync((await exported('html')).path, 'utf8')
    expect(page).not.toMatch(/<script|<img|onerror=alert\(1\)>/)
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).toContain("default-src 'none'")
    expect(page).toContain('<span class="minus">-old</span>')
  })

  test('shows the pictures that are in the log, but none that fills the memory of whoever opens the page', () => {
    const urls = [blackPng(8, 8), blackPng(65_535, 65_535), Buffer.from('<svg/>')].map(
      bytes => `data:image/png;base64,${bytes.toString('base64')}`,
    )
    const blocks = [{ type: 'said' as const, by: 'user' as const, text: 'Look', images: urls }]
    const turns = [{ number: 1, startedAt: 0, status: 'completed' as const, blocks }]
    const page = htmlOf({ title: 'Pictures', facts: [], turns })
    expect(page.match(/<img [^>]*width="8" height="8">/g)).toHaveLength(1)
    expect(page.match(/<img/g)).toHaveLength(1)
    expect(page).toContain('(a picture of 65535 × 65535 pixels, left out)')
    expect(page).toContain('(what was attached here is no picture)')
  })

  test('is Markdown whose fences hold', async () => {
    await writeFork()
    const text = fs.readFileSync((await exported('markdown', id(2))).path, 'utf8')
    expect(text).toContain('> the base')
    expect(text).toContain('said in the fork')
    expect(text.indexOf('the base')).toBeLessThan(text.indexOf('the fork'))
  })

  test('is refused for a thread that is not there', async () => {
    await expect(exported('html', id(9))).rejects.toMatchObject({ code: 'thread.notFound' })
    expect(fs.existsSync(store.home.exports)).toBe(false)
  })
})
