import type { TurnMark, TurnPage } from '../../src/contract/history.ts'
import { Failure } from '../../src/contract/procedure.ts'
import type { Call } from '../../src/core/thread/calls.ts'
import { emptyThread, NO_USAGE } from '../../src/core/thread/thread.ts'
import type { Item, Thread, Turn } from '../../src/core/thread/thread.ts'
import { earlierThan } from '../../src/core/thread/window.ts'
import type { Scripted } from './scriptedEngine.ts'
import { CWD } from './threads.ts'

const START = Date.UTC(2026, 8, 1, 9, 0)
const SEQS_A_TURN = 20
/** Every turn has so many items. */
export const ITEMS_A_TURN = 5

const STATUS = (index: number): Turn['status'] =>
  index % 397 === 13 ? 'failed' : index % 223 === 7 ? 'interrupted' : 'completed'

const words = (index: number): string =>
  Array.from({ length: 8 + ((index * 7) % 60) }, (_, at) => WORDS[(index * 3 + at * 5) % WORDS.length]).join(' ')
const WORDS =
  'the cursor moves before its lock so a second open reads an older tail and appends there while nobody looks'.split(
    ' ',
  )

function command(index: number, at: number): Call {
  const cmd = `make check-${index}`
  const exitCode = index % 11 === 4 ? 1 : 0
  return {
    type: 'call',
    id: `call-${index}`,
    at,
    item: {
      type: 'function_call',
      call_id: `call-${index}`,
      name: 'exec_command',
      arguments: JSON.stringify({ cmd }),
    },
    phase: 'done',
    startedAt: at,
    finishedAt: at + 900,
    status: 'completed',
    result: {
      kind: 'command',
      command: ['bash', '-lc', cmd],
      cwd: CWD,
      parsed: [{ type: 'unknown', cmd }],
      exitCode,
      output: Array.from({ length: 3 + (index % 40) }, (_, line) => `check ${index}.${line} ok`).join('\n'),
      durationMs: 900,
      sandboxed: true,
    },
  }
}

function patch(index: number, at: number): Call {
  return {
    type: 'call',
    id: `patch-${index}`,
    at,
    item: { type: 'custom_tool_call', call_id: `patch-${index}`, name: 'apply_patch', input: '' },
    phase: 'done',
    startedAt: at,
    finishedAt: at + 40,
    status: 'completed',
    result: {
      kind: 'patch',
      durationMs: 40,
      changes: [
        {
          path: `${CWD}/src/part${index}.ts`,
          kind: 'update',
          diff: `@@ -1,3 +1,3 @@\n const a = 1\n-const b = ${index}\n+const b = ${index + 1}\n const c = 3\n`,
        },
      ],
    },
  }
}

function itemsOf(index: number, at: number): Item[] {
  const prose = `Part **${index}** holds now: ${words(index)}.`
  const code = index % 5 === 2 ? `\n\n\`\`\`ts\nexport const part${index} = () => ${index} // checked\n\`\`\`` : ''
  const list = index % 7 === 3 ? '\n\n- first\n- second, with `code`\n- third' : ''
  return [
    {
      type: 'userMessage',
      id: `msg_${index}`,
      at,
      content: [{ type: 'input_text', text: `Question ${index}: ${words(index + 1).slice(0, 90)}?` }],
    },
    {
      type: 'reasoning',
      id: `rs-${index}`,
      at: at + 4000,
      summary: [`**Thinking about part ${index}**\n\n${words(index)}`],
    },
    command(index, at + 5000),
    patch(index, at + 6000),
    { type: 'agentMessage', id: `m-${index}`, at: at + 8000, text: prose + list + code },
  ]
}

/** A turn of the long thread, always the same for the same number. */
export function turnAt(index: number): Turn {
  const startedAt = START + index * 60_000
  const firstSeq = 2 + index * SEQS_A_TURN
  return {
    id: `turn-${index}`,
    status: STATUS(index),
    startedAt,
    finishedAt: startedAt + 9000,
    firstSeq,
    lastSeq: firstSeq + SEQS_A_TURN - 1,
    items: itemsOf(index, startedAt),
    usage: { ...NO_USAGE, totalTokens: 1200 + index },
    owesSample: false,
    sampleOpen: false,
    interruptRequested: false,
  }
}

const range = (from: number, to: number): Turn[] => Array.from({ length: to - from }, (_, at) => turnAt(from + at))

export const LONG = 'long'

/** The end of a thread of so many turns, and answers that give out the rest of it a page at a time. */
export function longThread(count: number): { thread: Thread; answers: NonNullable<Scripted['answers']> } {
  const turns = range(Math.max(0, count - 20), count)
  const thread: Thread = {
    ...emptyThread(LONG),
    cwd: CWD,
    title: `${count} turns`,
    git: { branch: 'main' },
    createdAt: START,
    updatedAt: START + count * 60_000,
    turns,
    earlier: earlierThan(turns, count - turns.length),
    contextTokens: 79_000,
    contextWindow: 258_000,
    seq: 2 + count * SEQS_A_TURN,
  }
  return {
    thread,
    answers: {
      'thread/turns': params => pageOf(count, params),
      'thread/outline': () => ({ turns: Array.from({ length: count }, (_, index) => markOf(index)) }),
      'thread/lineage': () => ({ nodes: [] }),
      'thread/find': ({ text }) => find(count, String(text)),
    },
  }
}

function pageOf(count: number, params: Record<string, unknown>): TurnPage {
  const limit = Number(params.limit ?? 20)
  const [from, to] = rangeOf(count, limit, params)
  const turns = range(from, to)
  const last = turns.at(-1)
  return {
    turns,
    earlier: earlierThan(turns, from),
    later: last && to < count ? { turns: count - to, afterSeq: last.lastSeq } : null,
  }
}

function rangeOf(count: number, limit: number, { before, after, turnId }: Record<string, unknown>): [number, number] {
  const within = (index: number) => Math.max(0, Math.min(count, index))
  if (typeof turnId === 'string') {
    const at = Number(turnId.replace('turn-', ''))
    if (!(at < count)) throw new Failure('turn.notFound', 'That turn is not part of this thread.', { turnId })
    return [within(at - limit / 2), within(at + limit / 2)]
  }
  if (typeof after === 'number') {
    const from = within(Math.floor((after - 2) / SEQS_A_TURN) + 1)
    return [from, within(from + limit)]
  }
  const to = typeof before === 'number' ? within(Math.ceil((before - 2) / SEQS_A_TURN)) : count
  return [within(to - limit), to]
}

const markOf = (index: number): TurnMark => ({
  turnId: `turn-${index}`,
  firstSeq: 2 + index * SEQS_A_TURN,
  status: STATUS(index),
  startedAt: START + index * 60_000,
  preview: `Question ${index}: ${words(index + 1).slice(0, 90)}?`,
})

/** Hits in messages and answers; enough to be led through them. */
function find(count: number, text: string) {
  const wanted = text.toLowerCase()
  const hits = Array.from({ length: count }, (_, index) => itemsOf(index, 0).map(item => ({ index, item })))
    .flat()
    .flatMap(({ index, item }) => {
      const said =
        item.type === 'agentMessage'
          ? item.text.replaceAll('**', '')
          : item.type === 'userMessage'
            ? textOfMessage(item)
            : ''
      const at = said.toLowerCase().indexOf(wanted)
      if (at < 0) return []
      const seq = 2 + index * SEQS_A_TURN + (item.type === 'agentMessage' ? 9 : 2)
      const kind = item.type === 'agentMessage' ? 'answer' : 'message'
      return [{ turnId: `turn-${index}`, itemId: item.id, kind, seq, excerpt: said, marks: [[at, at + wanted.length]] }]
    })
  return { hits: hits.slice(0, 1000), total: hits.length }
}

const textOfMessage = (item: Extract<Item, { type: 'userMessage' }>): string =>
  item.content.map(part => (part.type === 'input_text' ? part.text : '')).join('')
