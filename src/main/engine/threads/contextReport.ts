import type { ContextReport } from '../../../contract/compaction.ts'
import { breakdown, PIECE_KINDS } from '../../../core/context/breakdown.ts'
import type { Piece, PieceKind } from '../../../core/context/breakdown.ts'
import { retainedMessages } from '../../../core/context/compaction.ts'
import { contentTokens } from '../../../core/context/tokens.ts'
import { textOf } from '../../../core/thread/items.ts'
import type { MessageItem } from '../../../core/thread/items.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { runningTurn } from '../../../core/thread/thread.ts'
import type { EffectsDeps } from './localEffects.ts'
import { toolsFor } from './localEffects.ts'

/** Single pieces that a report names. */
const MOST_PIECES = 200

type ReportDeps = EffectsDeps & { contextWindow(settings: ThreadSettings): number }

/** What the next request of a thread would hold, and what a compaction would leave of it. */
export async function contextReport(deps: ReportDeps, settings: ThreadSettings): Promise<ContextReport> {
  const { state, instructions, compaction } = deps
  const { contextTokens, compacted, windowNumber } = state.thread()
  const history = await state.history()
  const registry = deps.withThreadTools(deps.registry, state.thread())
  const tools = JSON.stringify(toolsFor(deps, registry, settings))
  const pieces = breakdown({ instructions, tools, history })
  const { messages, cutTokens, tokens } = retainedMessages(history)
  const frame = pieces.filter(({ kind }) => FRAME.has(kind))
  const turns = new Map(history.items.map(({ id }, at) => [id ?? '', history.turnIds[at]]))
  const told = Object.values(history.context)
  return {
    measuredTokens: contextTokens > 0 && compacted?.answers !== 0 ? contextTokens : null,
    estimatedTokens: sum(pieces),
    windowTokens: deps.contextWindow(settings),
    compactAtTokens: runningTurn(state.thread())?.compactAt ?? compaction.limit(settings),
    compactions: windowNumber,
    kinds: byKind(pieces),
    largest: pieces.toSorted((a, b) => b.tokens - a.tokens).slice(0, MOST_PIECES),
    kept: {
      messages: messages.map(message => pieceOf(message, turns.get(message.id ?? '') ?? null)),
      cutTokens,
      leftTokens: sum(frame) + tokens + contentTokens(told.map(text => ({ type: 'input_text', text }))),
    },
  }
}

/** What is there before anyone has said anything, and stays. */
const FRAME: ReadonlySet<PieceKind> = new Set<PieceKind>(['instructions', 'tools'])

const sum = (pieces: readonly Piece[]): number => pieces.reduce((total, { tokens }) => total + tokens, 0)

function byKind(pieces: readonly Piece[]): ContextReport['kinds'] {
  return PIECE_KINDS.map(kind => ({ kind, group: pieces.filter(piece => piece.kind === kind) }))
    .filter(({ group }) => group.length > 0)
    .map(({ kind, group }) => ({ kind, tokens: sum(group), count: group.length }))
    .toSorted((a, b) => b.tokens - a.tokens)
}

const PREVIEW_CHARS = 240

const pieceOf = ({ id, content }: MessageItem, turnId: string | null) => ({
  tokens: contentTokens(content),
  label: textOf(content)
    .slice(0, 4 * PREVIEW_CHARS)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, PREVIEW_CHARS),
  itemId: id ?? null,
  turnId,
})
