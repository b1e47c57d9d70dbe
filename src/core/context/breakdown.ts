import type { CallItem, ContentPart, ResponseItem } from '../thread/items.ts'
import { isCall, isOutput, textOf, toolNameOf } from '../thread/items.ts'
import type { History } from './history.ts'
import { KIND } from './texts.ts'
import { contentTokens, itemTokens, textTokens } from './tokens.ts'

/** What a piece of the context window is for. */
export const PIECE_KINDS = [
  'instructions',
  'tools',
  'permissions',
  'guidance',
  'environment',
  'skills',
  'context',
  'user',
  'answer',
  'reasoning',
  'call',
  'output',
  'image',
  'summary',
  'sealed',
] as const
export type PieceKind = (typeof PIECE_KINDS)[number]

/** A part of what every request sends. */
export interface Piece {
  kind: PieceKind
  /** An estimate. */
  tokens: number
  /** Its first words. */
  label: string
  /** The row of the timeline that shows it, if one does, and the turn that this is in, where that is known. */
  itemId: string | null
  turnId: string | null
}

type Untold = Omit<Piece, 'turnId'>

/** Everything that the next request would send, piece by piece. `tools` is their specification as sent. */
export function breakdown(sent: {
  instructions: string
  tools: string
  history: Pick<History, 'items' | 'kinds' | 'turnIds'>
}): Piece[] {
  const { items, kinds, turnIds } = sent.history
  const calls = new Map(items.filter(isCall).map(call => [call.call_id, call]))
  const frame = { itemId: null, turnId: null }
  return [
    {
      ...frame,
      kind: 'instructions' as const,
      tokens: textTokens(sent.instructions),
      label: labelOf(sent.instructions),
    },
    { ...frame, kind: 'tools' as const, tokens: textTokens(sent.tools), label: 'Tools that the model may call' },
    ...items.flatMap((item, at) =>
      piecesOf(item, kinds[at] ?? null, calls).map(piece => ({ ...piece, turnId: turnIds[at] ?? null })),
    ),
  ].filter(({ tokens }) => tokens > 0)
}

function piecesOf(item: ResponseItem, kinds: readonly string[] | null, calls: ReadonlyMap<string, CallItem>): Untold[] {
  if (item.type === 'message') {
    if (kinds) return item.content.map((part, at) => ({ ...pieceOf([part], kindOf(kinds[at])), itemId: null }))
    return withImages(item.content, item.role === 'assistant' ? 'answer' : 'user', item.id ?? null)
  }
  if (isOutput(item)) {
    const call = calls.get(item.call_id)
    const pieces =
      typeof item.output === 'string'
        ? [{ ...pieceOf([{ type: 'input_text', text: item.output }], 'output'), itemId: item.call_id }]
        : withImages(item.output, 'output', item.call_id)
    return pieces.map(piece => (piece.kind === 'output' && call ? { ...piece, label: callLabel(call) } : piece))
  }
  const tokens = itemTokens(item)
  if (isCall(item)) return [{ kind: 'call', tokens, label: callLabel(item), itemId: item.call_id }]
  if (item.type === 'reasoning') {
    const label = labelOf(item.summary.map(({ text }) => text).join(' ')) || 'Reasoning'
    return [{ kind: 'reasoning', tokens, label, itemId: item.id ?? null }]
  }
  const sealed = item.type === 'compaction'
  return [{ kind: sealed ? 'sealed' : 'context', tokens, label: sealed ? '' : item.type, itemId: null }]
}

function withImages(content: readonly ContentPart[], kind: PieceKind, itemId: string | null): Untold[] {
  const texts = content.filter(part => part.type !== 'input_image')
  const images = content.filter(part => part.type === 'input_image')
  return [
    ...(texts.length > 0 ? [{ ...pieceOf(texts, kind), itemId }] : []),
    ...images.map(image => ({ ...pieceOf([image], 'image'), itemId })),
  ]
}

const pieceOf = (content: readonly ContentPart[], kind: PieceKind) => ({
  kind,
  tokens: contentTokens(content),
  label: labelOf(textOf(content)),
})

function kindOf(kind: string | undefined): PieceKind {
  switch (kind) {
    case KIND.permissions:
    case KIND.mode:
      return 'permissions'
    case KIND.agentsMd:
      return 'guidance'
    case KIND.environment:
      return 'environment'
    case KIND.summary:
      return 'summary'
    case KIND.skills:
    case KIND.skill:
    case KIND.autoSkills:
      return 'skills'
    default:
      return 'context'
  }
}

const callLabel = (call: CallItem): string => `${toolNameOf(call)} ${labelOf(argumentsOf(call))}`.trimEnd()

/** Of arguments in JSON their first text says most: the command, the path. */
function argumentsOf(call: CallItem): string {
  if (call.type === 'function_call') return firstText(call.arguments) ?? call.arguments
  return call.type === 'custom_tool_call' ? call.input : call.action.command.join(' ')
}

function firstText(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json)
    const texts = typeof value === 'object' && value !== null ? Object.values(value) : []
    return texts.find(text => typeof text === 'string')
  } catch {
    return undefined // a model may have written anything
  }
}

const LABEL_CHARS = 120

/** Looks only at the beginning: an output may be very long. */
const labelOf = (text: string): string =>
  text
    .slice(0, 4 * LABEL_CHARS)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, LABEL_CHARS)
