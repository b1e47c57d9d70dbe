import { SUMMARY_PREFIX } from '../../../../core/context/compaction.ts'
import type { SampleRequest } from '../../../../core/context/request.ts'
import {
  type CallOutput,
  type MessageItem,
  type ResponseItem,
  isOutput,
  textOf,
} from '../../../../core/thread/items.ts'

/** One call the rehearsal model wants to make. */
export interface PlannedCall {
  tool: string
  args: Record<string, unknown>
}

/** One answer of the rehearsal model. Without calls it is the last one of the turn. */
export interface Beat {
  name: string
  thinks?: string
  says: string
  calls: PlannedCall[]
}

/** What the model can see: the history since the person's last message, and which tools there are. */
export interface Stage {
  cwd: string
  /** The person's last message. */
  prompt: string
  /** Counts the person's messages. */
  act: number
  /** The newest word on the mode is that nothing may be changed. */
  isPlanning: boolean
  /** Prefix of this act's call ids: how a beat that was played is recognised in the history. */
  mark: string
  has(tool: string): boolean
  /** What the `index`-th call of a beat gave back; null when it was not made or not answered. */
  output(beat: string, index?: number): string | null
  played(beat: string): boolean
  /** The specification of a tool, for those that come in several shapes. */
  parameters(tool: string): Record<string, unknown>
}

/** Reads the stage from a request. Stateless: the same history gives the same stage, in any process. */
export function stageFrom(request: SampleRequest): Stage {
  // Asked without any tools, the last message is the request for a summary of those before.
  const prompts = request.input.filter(isPrompt).slice(0, request.tools.length === 0 ? -1 : undefined)
  const act = prompts.length
  const mark = `rh_${request.turnId.replace(/[^A-Za-z0-9]/g, '').slice(-8)}_${act}`
  const outputs = new Map(request.input.filter(isOutput).map(item => [item.call_id, plainText(item.output)]))
  const callIds = new Set(request.input.flatMap(item => ('call_id' in item ? [String(item.call_id)] : [])))
  const tools = new Map(request.tools.flatMap(tool => ('name' in tool ? [[String(tool.name), tool] as const] : [])))
  return {
    cwd: request.cwd,
    prompt: textOf(prompts.at(-1)?.content ?? []).trim(),
    act,
    isPlanning: modeText(request.input).startsWith('<collaboration_mode># Plan mode'),
    mark,
    has: tool => tools.has(tool),
    output: (beat, index = 0) => outputs.get(callIdOf(mark, beat, index)) ?? null,
    played: beat => callIds.has(callIdOf(mark, beat, 0)),
    parameters: name => {
      const tool = tools.get(name)
      const properties = tool?.type === 'function' ? tool.parameters.properties : {}
      return typeof properties === 'object' && properties !== null ? (properties as Record<string, unknown>) : {}
    },
  }
}

/** The newest instructions of a mode; each kind of context is a part of its own. */
const modeText = (input: readonly ResponseItem[]): string =>
  input
    .flatMap(item => (item.type === 'message' && item.role === 'developer' ? item.content : []))
    .map(part => (part.type === 'input_text' ? part.text : ''))
    .findLast(text => text.startsWith('<collaboration_mode>')) ?? ''

export const callIdOf = (mark: string, beat: string, index: number): string => `${mark}_${beat}_${index}`

/** A message somebody typed, as opposed to context: that comes wrapped in tags or under a heading of its own. */
const isPrompt = (item: ResponseItem): item is MessageItem =>
  item.type === 'message' && item.role === 'user' && !isContext(textOf(item.content))

const isContext = (text: string): boolean => /^\s*(<|# AGENTS\.md)/.test(text) || text.startsWith(SUMMARY_PREFIX)

const plainText = (output: CallOutput): string => (typeof output === 'string' ? output : textOf(output))

/** What a command did, from the text that the model is given about it. `code` is null when it did not run to its end. */
export function commandResult(output: string): { code: number | null; lines: string[] } {
  const code = /Process exited with code (-?\d+)/.exec(output)?.[1]
  const body = /(?:^|\n)Output:\n([\s\S]*)$/.exec(output)?.[1] ?? ''
  return { code: code === undefined ? null : Number(code), lines: body.split('\n').filter(line => line.trim() !== '') }
}

/** Entries of a listing, with their indentation gone; the first line names the folder. */
export const listedNames = (output: string): string[] =>
  output
    .split('\n')
    .slice(1)
    .filter(line => line !== '' && !line.startsWith('('))

/** The numbered lines of a file, without their numbers; null when the file was not read. */
export function readLines(output: string | null): string[] | null {
  const lines = output?.split('\n').filter(line => /^\d+: ?/.test(line)) ?? []
  return lines.length > 0 ? lines.map(line => line.replace(/^\d+: ?/, '')) : null
}

export const quoted = (text: string, most = 60): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return `“${line.length > most ? `${line.slice(0, most)}…` : line}”`
}

export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`
