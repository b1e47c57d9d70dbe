import type { AgentLink, AgentOrigin, AgentReport, AgentStatus } from '../agents/agent.ts'
import type { Call, FileImage, OutsideChange, PlanStep } from './calls.ts'
import type {
  ClientTool,
  CompactionTrigger,
  GitInfo,
  Millis,
  PlanDecision,
  Seq,
  ThreadOrigin,
  TokenUsage,
  TurnEnd,
  TurnFailure,
  UndoOf,
} from './events.ts'
import type { HookRef } from '../hooks/hook.ts'
import type { Restriction } from '../skills/restriction.ts'
import type { ContentPart } from './items.ts'
import type { ThreadSettings } from './settings.ts'
import type { CommandNote } from './userCommand.ts'

/** One entry of the timeline. */
export type Item =
  /** `refused`: a hook kept it from the model. */
  | { type: 'userMessage'; id: string; content: ContentPart[]; at: Millis; refused?: { hook: HookRef; reason: string } }
  | { type: 'agentMessage'; id: string; text: string; phase?: string; at: Millis }
  | { type: 'reasoning'; id: string; summary: string[]; at: Millis }
  | Call
  | PlanItem
  | ReportItem
  | SkillItem
  | { type: 'opaque'; id: string; name: string; at: Millis }
  | { type: 'notice'; id: string; level: 'info' | 'warning' | 'error'; text: string; at: Millis }
  | CompactionMark

/** The model was given a skill that a message named. */
export interface SkillItem {
  type: 'skill'
  id: string
  name: string
  /** Of its file. */
  path: string
  at: Millis
}

/** News of an agent, where the model read it. */
export interface ReportItem {
  type: 'report'
  id: string
  agentId: string
  status: AgentStatus
  at: Millis
}

/** A plan that a turn in Plan mode proposed. */
export interface PlanItem {
  type: 'plan'
  id: string
  /** Markdown; as it was accepted, once it was. */
  text: string
  at: Millis
  decision?: PlanDecision
}

/** Where the history was compacted, or was meant to be: then with the failure, and without a message. */
export interface CompactionMark {
  type: 'compaction'
  id: string
  message: string
  at: Millis
  trigger?: CompactionTrigger
  tokensBefore?: number
  /** An estimate. */
  tokensAfter?: number
  failure?: TurnFailure
}

/** Files that commands of a turn changed between two looks at the workspace. */
export interface FilesChanged {
  images: FileImage[]
  folders: string[]
  outside: OutsideChange[]
  at: Millis
}

/** Files that were put back. */
export interface Undone {
  undoId: string
  of: UndoOf
  images: FileImage[]
  folders: string[]
  at: Millis
}

/** A thread remembers so many undos. */
export const UNDOS_KEPT = 50

export interface Turn {
  id: string
  status: 'running' | TurnEnd
  startedAt: Millis
  finishedAt?: Millis
  /** Seq of the turn's first event: a fork before the turn ends here. */
  firstSeq: Seq
  lastSeq: Seq
  settings?: ThreadSettings
  /** What skills leave of the tools. */
  restriction?: Restriction
  items: Item[]
  usage: TokenUsage
  /** What its commands changed in files, in order. */
  filesChanged?: FilesChanged[]
  failure?: TurnFailure
  timeToFirstTokenMs?: number
  /** The model has something new to read: a user's message or a tool's output since its last complete answer. */
  owesSample: boolean
  /** Items of an answer have come in whose end has not. */
  sampleOpen: boolean
  interruptRequested: boolean
  /** Tokens in the window at which the history is compacted before the model is asked again. */
  compactAt?: number
  /** A person wants the history compacted and it is not yet. */
  compactionRequested?: boolean
  /** The last attempt to compact in this turn failed, with so many tokens in the window. */
  compactionFailed?: { atTokens: number; failure: TurnFailure }
}

export interface QueuedInput {
  id: string
  content: ContentPart[]
  delivery: 'steer' | 'queue'
  at: Millis
}

/** Turns before the first that a state holds. */
export interface Earlier {
  turns: number
  /** They end before this. */
  beforeSeq: Seq
}

/** The state of a thread: the fold of its log. Plain data, replaced and never mutated. */
export interface Thread {
  id: string
  cwd: string
  title: string | null
  /** The beginning of the first message. */
  preview: string
  origin: ThreadOrigin
  git?: GitInfo
  createdAt: Millis
  updatedAt: Millis
  archived: boolean
  settings: ThreadSettings | null
  turns: Turn[]
  /** Older turns that this state leaves out; null when it holds all. */
  earlier: Earlier | null
  /** Steers and queued messages that no turn has taken yet, oldest first. */
  inbox: QueuedInput[]
  /** The newest `update_plan` checklist. */
  plan: { explanation?: string; steps: PlanStep[] } | null
  /** Keys (`approvalKey`) that a person allowed for the rest of this thread. */
  sessionApprovals: string[]
  /** Tools that the embedding client carries out itself. */
  clientTools: ClientTool[]
  /** The newest undos, oldest first. */
  undos?: Undone[]
  usage: TokenUsage
  /** Tokens of the last answer: what the context window holds now. After a compaction an estimate until the next. */
  contextTokens: number
  /** The newest compaction: in which turn, with how many tokens before it, and the answers since. */
  compacted: { turnId: string; tokensBefore: number; answers: number } | null
  /** How often the history was compacted. */
  windowNumber: number
  contextWindow: number | null
  forkedFrom?: { threadId: string; beforeSeq: Seq }
  /** The turn of `forkedFrom` whose message this thread says differently. */
  editOf?: string
  parentId?: string
  /** Of a thread that another one spawned, until it is made a thread of its own. */
  agent?: AgentOrigin
  /** The agents that it spawned, oldest first. */
  agents?: AgentLink[]
  /** News of them that the model has not read yet. */
  reports?: AgentReport[]
  /** What the user's own commands printed and the model has not read yet. */
  commandNotes?: CommandNote[]
  /** The newest plan that was proposed. `attached` once the model was given it to carry out. */
  proposal?: { turnId: string; text: string; at: Millis; decision?: PlanDecision; attached?: boolean }
  /** The newest turns were taken out and nothing was said since: they can be brought back. */
  reverted: { turns: number; at: Millis } | null
  seq: Seq
}

export const NO_USAGE: TokenUsage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  totalTokens: 0,
}

/** What a thread is before its first event. `apply` turns it into a real one at `thread.created`. */
export const emptyThread = (id: string): Thread => ({
  id,
  cwd: '',
  title: null,
  preview: '',
  origin: { source: 'unknown', originator: 'unknown' },
  createdAt: 0,
  updatedAt: 0,
  archived: false,
  settings: null,
  turns: [],
  earlier: null,
  inbox: [],
  plan: null,
  sessionApprovals: [],
  clientTools: [],
  usage: NO_USAGE,
  contextTokens: 0,
  compacted: null,
  windowNumber: 0,
  contextWindow: null,
  reverted: null,
  seq: -1,
})

/** The turn that is running now, or null. Only the last turn can be. */
export function runningTurn(thread: Thread): Turn | null {
  const last = thread.turns.at(-1)
  return last?.status === 'running' ? last : null
}

export const turnOf = (thread: Thread, turnId: string): Turn | undefined =>
  thread.turns.findLast(turn => turn.id === turnId)

export const callsOf = (turn: Turn): Call[] => turn.items.filter(item => item.type === 'call')

export const callOf = (turn: Turn, callId: string): Call | undefined =>
  callsOf(turn).findLast(call => call.id === callId)

/** Calls that wait for a person. */
export const waitingCalls = (thread: Thread): Call[] => {
  const turn = runningTurn(thread)
  return turn ? callsOf(turn).filter(call => call.phase === 'waiting') : []
}
