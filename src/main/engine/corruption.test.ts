import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Failure } from '../../contract/procedure.ts'
import type { Thread } from '../../core/thread/thread.ts'
import type { Client } from '../../rpc/client.ts'
import { connect } from '../../rpc/connect.ts'
import { memoryPorts } from '../../rpc/ports/memory.ts'
import { ended, newId, send, settings, watch } from '../../testing/engineRig.ts'
import { tempHome } from '../../testing/heddle.ts'
import type { TempHome } from '../../testing/heddle.ts'
import { script, startModelServer } from '../../testing/modelServer.ts'
import type { ModelServer, RecordedRequest } from '../../testing/modelServer.ts'
import { DAMAGES } from '../../testing/rolloutDamages.ts'
import { createEngine } from './engine.ts'
import type { Engine } from './engine.ts'

/** One home with a rollout for every damage and a sound one: what is wrong with some must not touch the others. */
let home: TempHome
let model: ModelServer
let engine: Engine
let client: Client
let soundId: string

const idOf = (index: number) => `01a1fc6c-6ec3-73d3-8a8a-${String(index).padStart(12, '0')}`
const pathOf = (index: number) =>
  join(home.home, 'sessions/2026/11/20', `rollout-2026-11-20T10-00-00-${idOf(index)}.jsonl`)

/** Works when it is told to, else says that it is there. */
function answer({ input }: RecordedRequest) {
  const last = input.at(-1)
  const works = last?.role === 'user' && JSON.stringify(last.content).includes('work')
  const round = works
    ? script()
        .reasons('Thinking.')
        .says('First: a command and a patch.')
        .calls('exec_command', { cmd: 'echo hello' }, { callId: 'call_1' })
        .patch('*** Add File: added.txt\n+new\n', { callId: 'call_2' })
    : script().says('Second: done.')
  return round.rounds[0] ?? expect.fail()
}

async function openEngine(): Promise<void> {
  const environment = { PATH: process.env.PATH, HOME: home.home, MOCK_KEY: 'k' }
  engine = await createEngine({ host: 'test', home: home.home, environment })
  const [mine, theirs] = memoryPorts()
  engine.serve(theirs)
  client = connect(mine)
}

beforeAll(async () => {
  model = await startModelServer(answer, { checks: false, forgetBodies: true })
  home = tempHome(model.url)
  await openEngine()
  const params = { commandId: newId(), cwd: home.workspace, settings: settings({ approvalPolicy: 'never' }) }
  soundId = (await client.call('thread/start', params)).threadId
  const seen = watch(client, soundId)
  await send(client, soundId, 'work')
  await seen.until(ended(1))
  await send(client, soundId, 'and now?')
  await seen.until(ended(2))
  await engine.close()
  const sound = soundText()
  fs.mkdirSync(dirname(pathOf(0)), { recursive: true })
  DAMAGES.forEach((damage, index) => {
    const at = { path: pathOf(index), threadId: idOf(index), soundId }
    const damaged = damage.apply(sound.replaceAll(soundId, at.threadId), at)
    if (damaged !== null) fs.writeFileSync(at.path, damaged, { mode: 0o600 })
  })
  await openEngine()
}, 60_000)

afterAll(async () => {
  await engine.close()
  await model.close()
  home.remove()
})

function soundText(): string {
  const sessions = join(home.home, 'sessions')
  const names = fs.readdirSync(sessions, { recursive: true, encoding: 'utf8' })
  return fs.readFileSync(join(sessions, names.find(name => name.endsWith(`${soundId}.jsonl`)) ?? ''), 'utf8')
}

test.each(DAMAGES.map(({ what, outcome }, index) => ({ what, outcome, index })))(
  'a rollout $what ($outcome)',
  async ({ outcome, index }) => {
    const before = snapshot(pathOf(index))
    const bytes = bytesOf(pathOf(index))
    const opened = await open(idOf(index))
    expect(snapshot(pathOf(index))).toEqual(before) // looking changes nothing
    if ('failure' in opened) {
      expect(opened.failure).toMatchObject({
        code: 'thread.notFound',
        message: expect.stringMatching(/no beginning|no thread|another thread/),
      })
      expect(outcome).toBe('refused')
    } else {
      expect(opened.thread.id).toBe(idOf(index))
      expect({ outcome, notes: notesIn(opened.thread) }).toEqual({
        outcome,
        notes: outcome === 'noted' ? expect.arrayContaining([expect.stringMatching(/^A damaged part of the log/)]) : [],
      })
      await goOn(opened.thread)
      checkAppended(bytes, pathOf(index))
    }
    const { threads } = await client.call('thread/list', { limit: 500 })
    expect(threads.map(({ id }) => id)).toContain(soundId)
  },
)

test('afterwards another process finds every thread as it was left', async () => {
  const left = new Map<string, Thread>()
  for (const [index, { outcome }] of DAMAGES.entries()) {
    const opened = await open(idOf(index))
    if (outcome !== 'refused' && 'thread' in opened) left.set(idOf(index), opened.thread)
  }
  await engine.close()
  await openEngine()
  expect(left.size).toBeGreaterThan(60)
  for (const [id, before] of left) {
    const opened = await open(id)
    const what = DAMAGES[Number(id.slice(24))]?.what
    expect.soft('thread' in opened && known(opened.thread), what).toEqual(known(before))
  }
  const seen = watch(client, soundId)
  await send(client, soundId, 'still there?')
  expect(notesIn(await seen.until(ended(3)))).toEqual([])
})

/** What two readings of a thread agree on; notes on damages have no place of their own in the log. */
const known = ({ id, turns, inbox }: Thread) => {
  const items = turns.flatMap(turn => turn.items.filter(item => item.type !== 'notice').map(item => [turn.id, item.id]))
  return { id, inbox, items, ends: turns.filter(turn => turn.items.length > 0).at(-1)?.status }
}

function open(threadId: string): Promise<{ thread: Thread } | { failure: Failure | null }> {
  return new Promise(resolve => {
    let thread: Thread | null = null
    const handle = client.subscribe(
      'thread/watch',
      { threadId },
      frame => {
        if (frame.type === 'reset') thread = frame.thread
        if (frame.type !== 'caughtUp' || !thread) return
        handle.close()
        resolve({ thread })
      },
      failure => resolve({ failure: failure as Failure | null }),
    )
  })
}

const notesIn = (thread: Thread): string[] =>
  thread.turns.flatMap(turn => turn.items).flatMap(item => (item.type === 'notice' ? [item.text] : []))

/** Finishes what is open and says something more. */
async function goOn(before: Thread): Promise<void> {
  const seen = watch(client, before.id)
  const last = before.turns.at(-1)
  const inputId = newId()
  await client.call('input/send', { threadId: before.id, inputId, content: [{ type: 'input_text', text: 'go on' }] })
  if (last?.status === 'running') await client.call('turn/continue', { threadId: before.id, turnId: last.id })
  const after = await seen.until(({ turns }) => {
    const turn = turns.at(-1)
    return turn?.status !== 'running' && turn?.items.some(({ id }) => id === `msg_${inputId}`) === true
  })
  expect(after.turns.at(-1)).toMatchObject({ status: 'completed' })
  seen.close()
}

/** What was there is there, but for a torn tail that lies beside it; what came is sound and counts on. */
function checkAppended(before: Buffer, path: string): void {
  const after = fs.readFileSync(path)
  const aside = fs.readdirSync(dirname(path)).find(name => join(dirname(path), name).startsWith(`${path}.torn-`))
  const torn = aside === undefined ? Buffer.alloc(0) : fs.readFileSync(join(dirname(path), aside))
  const kept = before.length - torn.length
  expect(Buffer.concat([after.subarray(0, kept), torn]).equals(before)).toBe(true)
  const added = after
    .subarray(kept)
    .toString()
    .trim()
    .split('\n')
    .map(line => JSON.parse(line).ordinal as number)
  expect(added.length).toBeGreaterThan(3)
  added.forEach((ordinal, index) => expect(ordinal).toBe((added[0] ?? 0) + index))
  expect(added[0]).toBeGreaterThan(Math.max(...ordinalsIn(before.subarray(0, kept))))
}

function ordinalsIn(bytes: Buffer): number[] {
  const lines = bytes
    .toString()
    .replace(/^\ufeff/, '')
    .split('\n')
  return lines.flatMap(line => {
    try {
      const { ordinal }: { ordinal: unknown } = JSON.parse(line)
      return typeof ordinal === 'number' && Number.isSafeInteger(ordinal) ? [ordinal] : []
    } catch {
      return [] // one of the damages
    }
  })
}

/** What may not change by looking. */
function snapshot(path: string) {
  const { mode, size, mtimeMs } = fs.lstatSync(path)
  return { mode, size, mtimeMs, digest: createHash('sha1').update(bytesOf(path)).digest('hex') }
}

const bytesOf = (path: string): Buffer => (fs.lstatSync(path).isFile() ? fs.readFileSync(path) : Buffer.alloc(0))
