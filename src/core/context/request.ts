import type { TokenUsage, TurnFailure } from '../thread/events.ts'
import type { ResponseItem } from '../thread/items.ts'
import type { Effort } from '../thread/settings.ts'

/** A tool as the model is told of it (Responses API shape). */
export type ToolSpec =
  | { type: 'function'; name: string; description: string; parameters: Record<string, unknown>; strict: boolean }
  | {
      type: 'custom'
      name: string
      description: string
      format: { type: 'grammar'; syntax: 'lark' | 'regex'; definition: string }
    }
  | { type: 'web_search'; [option: string]: unknown }

/** One sampling request: everything the provider is sent, independent of its wire. */
export interface SampleRequest {
  threadId: string
  /** Of an agent: the thread that it works for. */
  parentId?: string
  turnId: string
  /** Id of a configured provider. */
  provider: string
  model: string
  effort?: Effort
  /** The whole history, oldest first, already normalised: every call is followed by its output. */
  input: ResponseItem[]
  /** Ids of items and calls that the turn has used and the input, since a compaction, no longer shows. */
  takenIds?: readonly string[]
  tools: ToolSpec[]
  parallelToolCalls: boolean
  /** JSON schema the final answer must follow. */
  outputSchema?: Record<string, unknown>
  /** `compaction`: the provider itself shall compact the input, into items that only it can read. */
  purpose?: 'compaction'
  verbosity?: 'low' | 'medium' | 'high'
  /** Folder the thread works in: only the rehearsal model looks at it. */
  cwd: string
}

/** Output in progress: not recorded, may be replaced when a cut stream is retried. */
export type LiveDelta =
  | { kind: 'text'; itemId: string; text: string }
  | { kind: 'reasoning'; itemId: string; text: string }
  | { kind: 'arguments'; itemId: string; callId: string; name: string; text: string }

export interface SampleSink {
  /** An item is complete: the authoritative version. Called in the order of the stream. */
  item(item: ResponseItem): void
  live(delta: LiveDelta): void
  /** The stream was cut or refused and is tried again: live text since the last complete item is void. */
  retrying(retry: { attempt: number; of: number; delayMs: number; message: string }): void
}

export type SampleEnd =
  | { status: 'completed'; responseId: string | null; usage: TokenUsage | null }
  | { status: 'failed'; failure: TurnFailure }
  | { status: 'cancelled' }

/** What is known of a model. Unknown slugs get fallback data with `known: false`. */
export interface ModelInfo {
  slug: string
  name: string
  /** Tokens the model can hold; a share of it is usable (`effectivePercent`). */
  contextWindow: number
  effectivePercent: number
  /** Tokens of one tool output that reach the model. */
  outputTokenLimit: number
  parallelToolCalls: boolean
  efforts: Effort[]
  defaultEffort?: Effort
  vision: boolean
  applyPatch: 'freeform' | 'function'
  verbosity?: 'low' | 'medium' | 'high'
  known: boolean
}
