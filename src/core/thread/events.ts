import type { AgentOrigin, AgentStatus } from '../agents/agent.ts'
import type {
  ApprovalRequest,
  CallResult,
  CommandResult,
  Decision,
  FileImage,
  OutcomeStatus,
  OutsideChange,
  Reason,
} from './calls.ts'
import type {
  CallItem,
  CallOutput,
  ContentPart,
  MessageItem,
  OutputItem,
  ReasoningItem,
  ResponseItem,
} from './items.ts'
import type { HookRef } from '../hooks/hook.ts'
import type { ThreadSettings } from './settings.ts'

/** Position of a fact in its thread's log: the ordinal of the (last) line that holds it. Strictly increasing. */
export type Seq = number
/** Unix milliseconds. */
export type Millis = number

export interface TokenUsage {
  inputTokens: number
  cachedInputTokens: number
  outputTokens: number
  reasoningTokens: number
  totalTokens: number
}

export interface GitInfo {
  commit?: string
  branch?: string
  repositoryUrl?: string
}

export interface ThreadOrigin {
  /** `exec`, `cli`, `vscode`, `desktop`, … : which kind of client began the thread. */
  source: string
  /** Program that wrote it, e.g. `heddle_exec`. */
  originator: string
}

export interface TurnFailure {
  /** Stable code, e.g. `model.unauthorized`. */
  code: string
  /** What happened and what to do, one or two sentences. */
  message: string
}

/** A tool of an embedding client, as models are told of it. */
export interface ClientTool {
  name: string
  description: string
  /** JSON schema of its arguments. */
  inputSchema: Record<string, unknown>
}

/** Accepted plans are attached to the next turn. */
export type PlanDecision = 'accepted' | 'refused'

export type CompactionTrigger = 'auto' | 'manual'

/**
 * What an undo takes back: a turn, one of its files, one change of a file (counted from 0), an undo, or what is not
 * committed of a file, whoever did it.
 */
export type UndoOf =
  { turnId: string; path?: string; hunk?: number } | { undoId: string } | { uncommitted: string; hunk?: number }

export type TurnEnd = 'completed' | 'interrupted' | 'failed' | 'blocked'

/** Recorded facts, past tense. Additive: new optional fields or new types only; a reader skips types it does not know. */
export type EventBody =
  | {
      type: 'thread.created'
      threadId: string
      cwd: string
      origin: ThreadOrigin
      provider?: string
      /** Base instructions of the thread: fixed at birth so that the prompt's prefix never changes. */
      instructions?: string
      git?: GitInfo
      version: string
      forkedFrom?: { threadId: string; beforeSeq: Seq }
      /** The turn of `forkedFrom` whose message this thread says differently. */
      editOf?: string
      parentId?: string
      /** Of a thread that was spawned by `parentId`. */
      agent?: AgentOrigin
      ephemeral?: boolean
    }
  | { type: 'thread.renamed'; title: string }
  | { type: 'thread.archived' }
  | { type: 'thread.unarchived' }
  /** The newest `turns` turns are not part of the thread any more. */
  | { type: 'thread.reverted'; turns: number }
  | { type: 'thread.configured'; settings: ThreadSettings }
  /** An agent became a thread of its own: nobody waits for its report any more. */
  | { type: 'thread.promoted' }
  /** Tools that the embedding client carries out itself. They hold for the whole thread. */
  | { type: 'tools.registered'; tools: ClientTool[] }
  | {
      type: 'turn.started'
      turnId: string
      /** Tokens of the model's window that are usable. */
      contextWindow?: number
      /** Tokens in the window at which this turn compacts the history before it asks the model again. */
      compactAt?: number
    }
  /** The snapshot of settings that this turn runs with. */
  | { type: 'turn.configured'; turnId: string; cwd: string; settings: ThreadSettings }
  /** Text for the model that nobody typed: instructions, AGENTS.md, environment, skills. One kind per content part. */
  | { type: 'context.added'; turnId?: string; item: MessageItem; kinds: string[] }
  /** Skills of the turn leave only some tools. Of several such facts each narrows what those before it left. */
  | { type: 'tools.restricted'; turnId: string; tools: string[]; by: string[] }
  /** Something typed while a turn runs: `steer` joins it at the next sampling boundary, `queue` starts the next turn. */
  | { type: 'input.queued'; inputId: string; content: ContentPart[]; delivery: 'steer' | 'queue' }
  | { type: 'input.edited'; inputId: string; content: ContentPart[] }
  | { type: 'input.redirected'; inputId: string; delivery: 'steer' | 'queue' }
  | { type: 'input.moved'; inputId: string; before: string | null }
  | { type: 'input.removed'; inputId: string }
  /** A user's message entered the history. Its item id is `msg_<inputId>`, which takes it out of the inbox. */
  | { type: 'message.sent'; turnId: string; item: MessageItem }
  /** A hook refused a user's message: people see it, the model never does. It takes the message out of the inbox. */
  | { type: 'message.refused'; turnId: string; item: MessageItem; hook: HookRef; reason: string }
  | { type: 'message.received'; turnId: string; item: MessageItem }
  | { type: 'reasoning.received'; turnId: string; item: ReasoningItem }
  | { type: 'call.received'; turnId: string; item: CallItem }
  /** Hosted tools, compaction blobs: the provider's own business, kept for replay. */
  | { type: 'item.received'; turnId: string; item: ResponseItem }
  | {
      type: 'sample.completed'
      turnId: string
      responseId: string | null
      usage: TokenUsage | null
      /** `compaction`: it was asked for a summary. It costs tokens, but the window holds what it held. */
      purpose?: 'compaction'
    }
  /**
   * What hooks made of a call before anything was decided about it: they refused it with a reason, or it `becomes` another
   * one. It is recorded once, so that they are not asked again after a crash.
   */
  | { type: 'call.hooked'; turnId: string; callId: string; hook: HookRef; reason?: string; becomes?: CallItem }
  | { type: 'approval.requested'; turnId: string; callId: string; request: ApprovalRequest }
  | { type: 'approval.decided'; turnId: string; callId: string; decision: Decision }
  | { type: 'call.started'; turnId: string; callId: string; sandboxed: boolean; reason: Reason }
  | {
      type: 'call.completed'
      turnId: string
      callId: string
      status: OutcomeStatus
      result?: CallResult
      /** Present when the output cannot enter the history yet because an earlier call of the sample is still open. */
      pendingOutput?: CallOutput
      startedAt?: Millis
    }
  /** The output entered the history; always in call order. */
  | { type: 'output.recorded'; turnId: string; item: OutputItem }
  /** A call spawned an agent. It is recorded before the agent's own log begins, so that none is without an owner. */
  | { type: 'agent.spawned'; turnId: string; callId: string; agentId: string; nickname: string; role: string }
  /** News of an agent. The model reads it at its next sampling boundary, as the context with the id `reportId`. */
  | { type: 'agent.reported'; reportId: string; agentId: string; status: AgentStatus }
  /** The agent gave its place free. */
  | { type: 'agent.closed'; agentId: string }
  | { type: 'agent.resumed'; agentId: string }
  /** The agent is a thread of its own now. */
  | { type: 'agent.promoted'; agentId: string }
  /** What a person said to the plan that a turn proposed; `text` is the plan as it is then, edited or not. */
  | { type: 'plan.decided'; turnId: string; decision: PlanDecision; text: string }
  /** Files that the commands of a turn changed, found by looking at the workspace before and after. */
  | {
      type: 'files.changed'
      turnId: string
      images: FileImage[]
      /** Folders that came into being. */
      folders: string[]
      outside: OutsideChange[]
    }
  /**
   * Files were put back. It is recorded before they are, so that what a crash leaves half done can be finished; the
   * newest of an `undoId` counts.
   */
  | { type: 'files.undone'; undoId: string; of: UndoOf; images: FileImage[]; folders: string[] }
  /** The user runs a command, in a turn of its own or beside what the agent does. */
  | { type: 'userCommand.started'; turnId: string; callId: string; command: string }
  | {
      type: 'userCommand.completed'
      turnId: string
      callId: string
      command: string
      status: OutcomeStatus
      result?: CommandResult
      startedAt?: Millis
    }
  | { type: 'interrupt.requested'; turnId: string }
  | { type: 'notice.added'; turnId?: string; level: 'info' | 'warning' | 'error'; text: string }
  /** A person wants the history compacted: all that this turn is for. */
  | { type: 'compaction.requested'; turnId: string }
  /** What the model knows was replaced. The timeline keeps everything. */
  | {
      type: 'history.compacted'
      turnId: string
      /** The summary, with the sentence that introduces it. */
      message: string
      replacement: ResponseItem[]
      /** Kinds of the parts of each replaced item, as in `context.added`; null for what a person or the model said. */
      kinds?: (readonly string[] | null)[]
      /** Counts from 1; the window of a thread that was never compacted is number 0. */
      windowNumber: number
      trigger?: CompactionTrigger
      tokensBefore?: number
      /** An estimate: nothing has been asked with it yet. */
      tokensAfter?: number
    }
  /** Nothing was replaced. */
  | { type: 'compaction.failed'; turnId: string; trigger: CompactionTrigger; failure: TurnFailure }
  | {
      type: 'turn.finished'
      turnId: string
      status: TurnEnd
      failure?: TurnFailure
      startedAt: Millis
      timeToFirstTokenMs?: number
    }

export type EventType = EventBody['type']
/** A fact with the place and time that the store stamped on it. */
export type Event = EventBody & { seq: Seq; at: Millis }
export type EventOf<T extends EventType> = Extract<Event, { type: T }>

/** The product version that first wrote each event. Forgetting one here is a compile error. */
export const INTRODUCED_IN: Readonly<Record<EventType, string>> = {
  'thread.created': '0.1.0',
  'thread.renamed': '0.1.0',
  'thread.archived': '0.1.0',
  'thread.unarchived': '0.1.0',
  'thread.reverted': '0.1.0',
  'thread.configured': '0.1.0',
  'tools.registered': '0.1.0',
  'turn.started': '0.1.0',
  'turn.configured': '0.1.0',
  'context.added': '0.1.0',
  'tools.restricted': '0.1.0',
  'input.queued': '0.1.0',
  'input.edited': '0.1.0',
  'input.redirected': '0.1.0',
  'input.moved': '0.1.0',
  'input.removed': '0.1.0',
  'message.sent': '0.1.0',
  'message.refused': '0.1.0',
  'message.received': '0.1.0',
  'reasoning.received': '0.1.0',
  'call.received': '0.1.0',
  'item.received': '0.1.0',
  'sample.completed': '0.1.0',
  'call.hooked': '0.1.0',
  'approval.requested': '0.1.0',
  'approval.decided': '0.1.0',
  'call.started': '0.1.0',
  'call.completed': '0.1.0',
  'output.recorded': '0.1.0',
  'files.changed': '0.1.0',
  'files.undone': '0.1.0',
  'interrupt.requested': '0.1.0',
  'notice.added': '0.1.0',
  'compaction.requested': '0.1.0',
  'history.compacted': '0.1.0',
  'compaction.failed': '0.1.0',
  'turn.finished': '0.1.0',
  'thread.promoted': '0.1.0',
  'agent.spawned': '0.1.0',
  'agent.reported': '0.1.0',
  'agent.closed': '0.1.0',
  'agent.resumed': '0.1.0',
  'agent.promoted': '0.1.0',
  'plan.decided': '0.1.0',
  'userCommand.started': '0.1.0',
  'userCommand.completed': '0.1.0',
}
