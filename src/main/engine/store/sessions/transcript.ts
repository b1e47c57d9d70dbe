import { wordsOf } from '../../../../core/agents/agent.ts'
import type { Call, CallResult, FileChange, Question, QuestionAnswers } from '../../../../core/thread/calls.ts'
import { textOf, toolNameOf } from '../../../../core/thread/items.ts'
import type { ContentPart } from '../../../../core/thread/items.ts'
import type { Item, Thread, Turn } from '../../../../core/thread/thread.ts'

/** A piece of a thread as it is read on paper. */
export type Block =
  | { type: 'said'; by: 'user' | 'agent'; text: string; images: string[] }
  | { type: 'thought'; text: string }
  /** Something that was run or changed: a line that says what, and what came of it. */
  | { type: 'done'; title: string; status: string; parts: Part[] }
  | { type: 'remark'; text: string }

/** Text of a kind that is set apart: a command, its output, a difference. */
export interface Part {
  language: 'sh' | 'diff' | 'json' | 'text'
  text: string
}

export interface TranscriptTurn {
  number: number
  startedAt: number
  status: Turn['status']
  blocks: Block[]
}

export interface Transcript {
  title: string
  facts: [name: string, value: string][]
  turns: TranscriptTurn[]
}

/** A thread in the order in which a person would tell it. */
export function transcriptOf(thread: Thread): Transcript {
  const { id, title, preview, cwd, createdAt, settings, git, usage } = thread
  const facts: [string, string | undefined][] = [
    ['Begun', new Date(createdAt).toISOString()],
    ['Folder', cwd],
    ['Branch', git?.branch],
    ['Model', settings?.model],
    ['Tokens', usage.totalTokens > 0 ? String(usage.totalTokens) : undefined],
    ['Thread', id],
  ]
  return {
    title: (title ?? preview.split('\n')[0]) || 'A thread without words',
    facts: facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]])),
    turns: thread.turns.map((turn, at) => ({
      number: at + 1,
      startedAt: turn.startedAt,
      status: turn.status,
      blocks: [...turn.items.flatMap(item => blockOf(item) ?? []), ...failureOf(turn)],
    })),
  }
}

const failureOf = ({ failure }: Turn): Block[] =>
  failure ? [{ type: 'remark', text: `The turn failed: ${failure.message}` }] : []

function blockOf(item: Item): Block | null {
  switch (item.type) {
    case 'userMessage':
      return { type: 'said', by: 'user', text: textOf(item.content), images: imagesIn(item.content) }
    case 'agentMessage':
      return { type: 'said', by: 'agent', text: item.text, images: [] }
    case 'reasoning':
      return item.summary.length > 0 ? { type: 'thought', text: item.summary.join('\n\n') } : null
    case 'call':
      return doneOf(item)
    case 'notice':
      return { type: 'remark', text: item.text }
    case 'plan':
      return { type: 'said', by: 'agent', text: item.text, images: [] }
    case 'compaction':
      return { type: 'remark', text: 'The history before this was summarised for the model.' }
    case 'report':
      return { type: 'remark', text: `An agent reported: ${wordsOf(item.status)}` }
    case 'skill':
      return { type: 'remark', text: `Skill: ${item.name}` }
    case 'opaque':
      return { type: 'remark', text: item.name }
  }
}

/** Pictures that are in the log itself: an address could be anybody's. */
const imagesIn = (content: readonly ContentPart[]): string[] =>
  content.flatMap(part =>
    part.type === 'input_image' && /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/.test(part.image_url)
      ? [part.image_url]
      : [],
  )

function doneOf(call: Call): Block {
  const name = toolNameOf(call.item)
  const status = call.phase === 'done' ? call.status : 'not finished'
  if (call.phase === 'done' && call.result) return { type: 'done', status, ...resultOf(call.result, name) }
  return { type: 'done', title: name, status, parts: [{ language: 'json', text: argumentsOf(call) }] }
}

function resultOf(result: CallResult, name: string): { title: string; parts: Part[] } {
  switch (result.kind) {
    case 'command': {
      const line = result.command.at(-1) ?? ''
      const exit = result.exitCode === null ? 'still running' : `exit code ${result.exitCode}`
      return { title: `Ran a command: ${exit}`, parts: parts(['sh', line], ['text', result.output]) }
    }
    case 'patch':
      return { title: `Changed ${names(result.changes)}`, parts: result.changes.map(partOf) }
    case 'mcp': {
      const said = result.error ?? textOf(result.content)
      const asked = JSON.stringify(result.arguments, null, 2) ?? ''
      return { title: `Called ${result.server} ${result.tool}`, parts: parts(['json', asked], ['text', said]) }
    }
    case 'plan':
      return {
        title: 'Plan',
        parts: parts(['text', result.steps.map(({ step, status }) => `${MARKS[status]} ${step}`).join('\n')]),
      }
    case 'agent':
      return { title: `${name}: ${result.agentIds.join(', ')}`, parts: parts(['text', result.message ?? '']) }
    case 'question':
      return { title: 'Asked', parts: result.questions.flatMap(asked => partsOfQuestion(asked, result.answers)) }
    case 'image':
      return { title: `Looked at ${result.path}`, parts: [] }
    case 'read':
      return { title: `${name}: ${result.target}`, parts: [] }
    case 'terminal':
      return {
        title: `Typed into terminal ${result.sessionId}`,
        parts: parts(['text', result.chars], ['text', result.output]),
      }
  }
}

const partsOfQuestion = ({ id, question }: Question, answers: QuestionAnswers | null): Part[] =>
  parts(['text', question], ['text', answers?.[id]?.join('\n') ?? 'Not answered.'])

const MARKS = { pending: '[ ]', in_progress: '[>]', completed: '[x]' } as const

const parts = (...given: [Part['language'], string][]): Part[] =>
  given.flatMap(([language, text]) => (text.trim() === '' ? [] : [{ language, text }]))

const names = (changes: readonly FileChange[]): string =>
  changes.length === 1 ? (changes[0]?.path ?? '') : `${changes.length} files`

function partOf(change: FileChange): Part {
  const { path } = change
  if (change.kind === 'update') {
    const to = change.movePath ?? path
    return { language: 'diff', text: `--- ${path}\n+++ ${to}\n${change.diff}` }
  }
  const [heading, sign] =
    change.kind === 'add' ? [`--- /dev/null\n+++ ${path}`, '+'] : [`--- ${path}\n+++ /dev/null`, '-']
  const lines = change.content.replace(/\n$/, '').split('\n')
  return { language: 'diff', text: `${heading}\n${lines.map(line => sign + line).join('\n')}` }
}

function argumentsOf({ item }: Call): string {
  if (item.type === 'custom_tool_call') return item.input
  return item.type === 'local_shell_call' ? item.action.command.join(' ') : item.arguments
}
