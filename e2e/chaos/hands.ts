import { Failure } from '../../src/contract/procedure.ts'
import type { QueuedInput, Thread } from '../../src/core/thread/thread.ts'
import { runningTurn, waitingCalls } from '../../src/core/thread/thread.ts'
import type { Client } from '../../src/rpc/client.ts'
import type { Place, Sent } from './place.ts'
import type { Random } from './random.ts'
import { workOf } from './story.ts'
import type { Watch } from './watch.ts'

/** Where a user sits: everything that is asked of the engine, and every answer, is kept in the place. */
export interface Desk {
  client: Client
  place: Place
  random: Random
  watch: Watch
  /** Turns that this life started or went on with. */
  driven: Set<string>
}

const MOST_THREADS = 3
const MOST_WITH_FORKS = 5
const MOST_WAITING = 3

/** Says again, in the same words, what was said to a dead process without an answer. It must not be heard twice. */
export async function repeatUnanswered(desk: Desk): Promise<void> {
  for (const [inputId, sent] of desk.place.attempts.sends)
    if (desk.random.chance(0.7)) await deliver(desk, inputId, sent)
}

/** Does something, by chance. */
export async function doAnything(desk: Desk): Promise<void> {
  await desk.watch.addAgents()
  const { length } = desk.watch.threads().filter(({ agent }) => !agent)
  const act = desk.random.weighted([
    [length === 0 ? 100 : length < MOST_THREADS ? 1 : 0, start],
    [length > 0 && length < MOST_WITH_FORKS ? 1.5 : 0, fork],
    [4, send],
    [6, withFirst(goOn)],
    [6, withFirst(answer)],
    [1, rename],
    [0.4, shelve],
    [0.7, revert],
    [1.5, changeInput],
    [0.5, interrupt],
    [0.3, closeAgent],
  ] as const)
  await act(desk)
}

/** Does one thing that is left to do; false when there is none. */
export async function finishSomething(desk: Desk): Promise<boolean> {
  await desk.watch.addAgents()
  for (const thread of desk.watch.threads()) {
    if ((await goOn(desk, thread)) || (await answer(desk, thread)) || runningTurn(thread)) return true
    if (thread.archived || thread.inbox.length === 0) continue
    // What waits behind a turn that ended well begins by itself.
    if (thread.turns.at(-1)?.status === 'completed') return true
    // What waits behind a turn that was stopped begins when somebody says something.
    await deliver(desk, newId(desk), { threadId: thread.id, said: workOf(1), delivery: 'queue' })
    return true
  }
  return false
}

/** What a person may be told when somebody or something was faster. */
const RACES: ReadonlySet<string> = new Set([
  'turn.notRunning',
  'input.notFound',
  'approval.notWaiting',
  'thread.archived',
  'turn.running',
  'turn.notFound',
  'agent.notAgent',
])

interface Asked {
  threadId: string
  what: string
  /** Texts of the line that has to be on disk once the answer is there. */
  words: string[]
}

/** An answer names a place in the log: what was asked has to be there or before it. */
async function acknowledged({ place }: Desk, { threadId, what, words }: Asked, answered: Promise<{ seq: number }>) {
  try {
    const { seq } = await answered
    place.told.add({ threadId, seq, words: [], what: `the place of ${what}` })
    place.told.add({ threadId, seq: null, words, what })
  } catch (error) {
    if (!(error instanceof Failure && RACES.has(error.code))) throw error
  }
}

const newId = ({ random }: Desk): string => `id-${String(random.between(0, 2 ** 40)).padStart(8, '0')}`
const saying = (text: string) => [{ type: 'input_text' as const, text }]
const anyThread = ({ random, watch }: Desk): Thread | undefined => random.oneOf(watch.threads())

/** Tries the threads in order until there is something to do in one. */
const withFirst = (act: (desk: Desk, thread: Thread) => Promise<boolean>) => async (desk: Desk) => {
  for (const thread of desk.watch.threads()) if (await act(desk, thread)) return
}

async function start(desk: Desk): Promise<void> {
  const { client, place, watch } = desk
  const { threadId } = await client.call('thread/start', { commandId: newId(desk), cwd: place.workspace })
  place.told.add({ threadId, seq: 0, words: ['"session_meta"', threadId], what: 'a thread' })
  await watch.add(threadId)
}

/** A thread with the history of another, which is read through that one's file. */
async function fork(desk: Desk): Promise<void> {
  const { client, place, watch } = desk
  const thread = anyThread(desk)
  if (!thread || thread.turns.length === 0 || runningTurn(thread)) return
  try {
    const { threadId } = await client.call('thread/fork', { commandId: newId(desk), threadId: thread.id })
    place.told.add({ threadId, seq: null, words: ['"session_meta"', threadId, thread.id], what: 'a fork' })
    await watch.add(threadId)
  } catch (error) {
    if (!(error instanceof Failure && RACES.has(error.code))) throw error
  }
}

async function deliver(desk: Desk, inputId: string, sent: Sent): Promise<void> {
  const { sends } = desk.place.attempts
  sends.set(inputId, sent)
  const { threadId, said, delivery } = sent
  const answered = desk.client.call('input/send', { threadId, inputId, content: saying(said), delivery })
  await acknowledged(desk, { threadId, what: 'a message', words: [inputId] }, answered)
  sends.delete(inputId)
}

async function send(desk: Desk): Promise<void> {
  const thread = anyThread(desk)
  if (!thread || thread.inbox.length >= MOST_WAITING) return
  const delivery = desk.random.chance(0.5) ? 'steer' : 'queue'
  await deliver(desk, newId(desk), { threadId: thread.id, said: workOf(desk.random.between(1, 3)), delivery })
}

/** Continues a turn that a dead process left behind. */
async function goOn(desk: Desk, { id: threadId, turns }: Thread): Promise<boolean> {
  const turn = turns.at(-1)
  if (turn?.status !== 'running' || desk.driven.has(turn.id)) return false
  desk.driven.add(turn.id)
  const answered = desk.client.call('turn/continue', { threadId, turnId: turn.id })
  await acknowledged(desk, { threadId, what: 'that a turn goes on', words: [turn.id] }, answered)
  return true
}

async function answer(desk: Desk, thread: Thread): Promise<boolean> {
  const call = waitingCalls(thread)[0]
  const turnId = runningTurn(thread)?.id
  if (!call || turnId === undefined) return false
  desk.driven.add(turnId)
  const decision = desk.random.chance(0.85)
    ? { type: 'approve' as const, scope: 'once' as const }
    : { type: 'deny' as const, feedback: 'not now' }
  const [threadId, callId] = [thread.id, call.id]
  const words = ['"approval.decided"', callId, `"type":"${decision.type}"`]
  const answered = desk.client.call('approval/answer', { threadId, turnId, callId, decision })
  await acknowledged(desk, { threadId, what: 'a decision', words }, answered)
  return true
}

async function interrupt(desk: Desk): Promise<void> {
  const thread = desk.random.oneOf(desk.watch.threads().filter(known => runningTurn(known)))
  const turnId = thread && runningTurn(thread)?.id
  if (!thread || turnId === undefined) return
  const words = ['"interrupt.requested"', turnId]
  const answered = desk.client.call('turn/interrupt', { threadId: thread.id, turnId })
  await acknowledged(desk, { threadId: thread.id, what: 'an interrupt', words }, answered)
}

async function closeAgent(desk: Desk): Promise<void> {
  const agent = desk.random.oneOf(desk.watch.threads().filter(thread => thread.agent))
  if (agent?.parentId === undefined) return
  const answered = desk.client.call('agent/close', { threadId: agent.id })
  const words = ['"agent.closed"', agent.id]
  await acknowledged(desk, { threadId: agent.parentId, what: 'that an agent is closed', words }, answered)
}

async function rename(desk: Desk): Promise<void> {
  const thread = anyThread(desk)
  if (!thread) return
  const { titles } = desk.place.attempts
  const title = `title ${newId(desk)}`
  titles.set(thread.id, (titles.get(thread.id) ?? new Set()).add(title))
  const answered = desk.client.call('thread/rename', { threadId: thread.id, title })
  await acknowledged(desk, { threadId: thread.id, what: 'a title', words: [title] }, answered)
}

/** Only at rest: the file moves, and an effect that looks for its record just then would not find it. */
async function shelve(desk: Desk): Promise<void> {
  const thread = anyThread(desk)
  if (!thread || runningTurn(thread) || thread.inbox.length > 0) return
  desk.place.attempts.archived.add(thread.id)
  const archived = !thread.archived
  const words = [archived ? '"thread.archived"' : '"thread.unarchived"']
  const answered = desk.client.call('thread/archive', { threadId: thread.id, archived })
  await acknowledged(desk, { threadId: thread.id, what: 'a shelf', words }, answered)
}

/** Takes turns out of a thread, which then goes on in a further file. */
async function revert(desk: Desk): Promise<void> {
  const thread = anyThread(desk)
  const turn = thread && desk.random.oneOf(thread.turns.slice(1))
  // Where agents come in, what is taken out of one thread still stands in another.
  if (!thread || !turn || runningTurn(thread) || thread.agent || thread.agents) return
  desk.place.attempts.reverted.add(thread.id)
  desk.place.reverted.add(thread.id)
  const answered = desk.client.call('thread/revert', { threadId: thread.id, turnId: turn.id })
  await acknowledged(desk, { threadId: thread.id, what: 'a revert', words: ['"thread.reverted"'] }, answered)
}

async function changeInput(desk: Desk): Promise<void> {
  const thread = desk.random.oneOf(desk.watch.threads().filter(({ inbox }) => inbox.length > 0))
  const input = thread && desk.random.oneOf(thread.inbox)
  if (!thread || !input) return
  for (const { id } of thread.inbox) desk.place.attempts.inputs.add(id)
  await desk.random.oneOf([edit, redirect, moveUp, remove])?.(desk, thread, input)
}

function edit(desk: Desk, { id: threadId }: Thread, { id: inputId }: QueuedInput): Promise<void> {
  const said = `${workOf(desk.random.between(1, 2))}, edited ${newId(desk)}`
  const answered = desk.client.call('input/edit', { threadId, inputId, content: saying(said) })
  return acknowledged(desk, { threadId, what: 'an edited message', words: ['"input.edited"', said] }, answered)
}

function redirect(desk: Desk, { id: threadId }: Thread, { id: inputId, delivery }: QueuedInput): Promise<void> {
  const other = delivery === 'steer' ? 'queue' : 'steer'
  const answered = desk.client.call('input/redirect', { threadId, inputId, delivery: other })
  const words = ['"input.redirected"', inputId]
  return acknowledged(desk, { threadId, what: 'a redirected message', words }, answered)
}

function moveUp(desk: Desk, { id: threadId, inbox }: Thread, { id: inputId }: QueuedInput): Promise<void> {
  const answered = desk.client.call('input/move', { threadId, inputId, before: inbox[0]?.id ?? null })
  return acknowledged(desk, { threadId, what: 'a moved message', words: ['"input.moved"', inputId] }, answered)
}

function remove(desk: Desk, { id: threadId }: Thread, { id: inputId }: QueuedInput): Promise<void> {
  const answered = desk.client.call('input/remove', { threadId, inputId })
  return acknowledged(desk, { threadId, what: 'a removed message', words: ['"input.removed"', inputId] }, answered)
}
