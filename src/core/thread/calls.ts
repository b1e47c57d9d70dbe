import type { HookRef } from '../hooks/hook.ts'
import type { CallItem, CallOutput, ContentPart } from './items.ts'

/** One step of the `update_plan` checklist. */
export interface PlanStep {
  step: string
  status: 'pending' | 'in_progress' | 'completed'
}

/** A file written, removed or moved by a patch. Paths are absolute. */
export type FileChange =
  | { path: string; kind: 'add'; content: string }
  | { path: string; kind: 'delete'; content: string }
  | { path: string; kind: 'update'; diff: string; movePath?: string }

/**
 * A file before and after a change, by the hash of its content in the blob store; null where there is no file. Of a
 * symbolic link the content is where it leads, and its mode is `LINK_MODE`, as git has it.
 */
export interface FileImage {
  path: string
  before: string | null
  after: string | null
  /** Permission bits after the change, and before it. */
  mode?: number
  beforeMode?: number
  /** Where the file really lies, if its path leads there through symbolic links. */
  place?: string
  /** The path that it had before, where a command moved it. */
  from?: string
  /** Lines that came and went, where a command changed a text. */
  added?: number
  removed?: number
}

/** Stands for permission bits where there is a symbolic link. */
export const LINK_MODE = 0o120000

/** A path that a command changed and that cannot be taken back, with the reason. */
export interface OutsideChange {
  path: string
  reason:
    /** What stood there before was not kept. */
    | 'notKept'
    /** Too large to be kept. */
    | 'tooLarge'
    /** A folder that git ignores: what is in it is not looked at. */
    | 'ignored'
    /** No file: a device, a socket, a pipe. */
    | 'noFile'
    /** More files changed than are listed; `count` says how many. */
    | 'tooMany'
    /** The workspace has more files than are looked at. */
    | 'tooLargeWorkspace'
    /** The program ended while a call ran: what it changed is not known. The path is the name of its tool. */
    | 'cutShort'
  count?: number
}

/** A tool of an MCP server as it was when somebody was asked about it. */
export interface McpSubject {
  server: string
  tool: string
  /** Of the tool's name, description and schemas: an approval holds only while it stays the same. */
  schemaHash: string
  description?: string
  arguments: unknown
  /** The server's own hints. They can raise an alarm, never lower one. */
  hints?: { readOnly?: boolean; destructive?: boolean; openWorld?: boolean }
}

/** The one-line meaning of a command, for folding reads together on screen. */
export interface ParsedCommand {
  type: 'read' | 'list_files' | 'search' | 'unknown'
  cmd: string
  name?: string
  path?: string
  query?: string
}

/** What a command did. */
export interface CommandResult {
  kind: 'command'
  command: string[]
  cwd: string
  parsed: ParsedCommand[]
  /** null while the process still runs in the background under `sessionId`. */
  exitCode: number | null
  sessionId?: number
  /** Stdout and stderr interleaved, head and tail of at most 64 KiB. */
  output: string
  durationMs: number
  sandboxed: boolean
  /** Names of variables that were kept from the command. */
  droppedEnv?: string[]
}

/** What a finished call shows to a person, beside the text the model got. */
export type CallResult =
  | CommandResult
  | {
      kind: 'patch'
      changes: FileChange[]
      durationMs: number
      images?: FileImage[]
      /** Folders that it made. */
      folders?: string[]
    }
  | {
      kind: 'mcp'
      server: string
      tool: string
      arguments: unknown
      /** What the server answered, for the screen: text and pictures, capped. */
      content: ContentPart[]
      structured?: unknown
      error?: string
      durationMs: number
    }
  | { kind: 'plan'; explanation?: string; steps: PlanStep[] }
  | {
      kind: 'agent'
      action: 'spawn' | 'send' | 'wait' | 'close' | 'resume' | 'list'
      agentIds: string[]
      message?: string
    }
  | { kind: 'question'; questions: Question[]; answers: QuestionAnswers | null }
  | { kind: 'image'; path: string }
  | { kind: 'read'; tool: string; target: string; detail: string }
  | { kind: 'terminal'; sessionId: number; chars: string; output: string; exitCode: number | null }

export type OutcomeStatus =
  | 'completed'
  | 'failed'
  /** A person or the policy said no; nothing ran. */
  | 'declined'
  /** Stopped while it ran. */
  | 'aborted'
  /** It had started when the process died; what it did is not known. */
  | 'unknown'

export interface ToolOutcome {
  status: OutcomeStatus
  /** What the model reads. */
  output: CallOutput
  result?: CallResult
  /** The sandbox seems to have stopped it: it may be worth asking whether to run it without. */
  stoppedBySandbox?: boolean
}

/** Why a decision was taken, in words a person can check: which rule, which file, which layer. */
export interface Reason {
  code: string
  text: string
  rule?: { pattern: string; file: string; line: number; decision: string; layer?: string; justification?: string }
  /** Where the deciding setting comes from, e.g. `default` or `~/.heddle/config.toml:14`. */
  origin?: string
}

/** One of one to three questions that a model asks a person. Something else than the options can always be said. */
export interface Question {
  id: string
  /** At most 12 characters. */
  header: string
  question: string
  options: { label: string; description: string }[]
}

/** What was answered, by the ids of the questions: labels of options, and what a person wrote. */
export type QuestionAnswers = Record<string, string[]>

export interface ApprovalRequest {
  /** `question`: nothing wants to run, the model asks. `brake`: many calls ran without a word of the user. */
  kind: 'command' | 'patch' | 'mcp' | 'question' | 'brake'
  reason: Reason
  cwd: string
  /** The exact command line that will run. */
  command?: string
  changes?: FileChange[]
  /** The call asks to run without the sandbox. */
  unsandboxed: boolean
  network: boolean
  /** The model's own words for why it needs this. */
  justification?: string
  /** Words of a prefix rule that would answer this question from now on. */
  proposedPrefix?: string[]
  /** Every prefix that could be allowed, narrowest first. */
  proposals?: string[][]
  dangerous: boolean
  /** What is dangerous about it, as a part of a sentence. */
  danger?: string
  /** The sandboxed attempt that failed: allowing runs it once more, without the sandbox. */
  attempt?: { output: CallOutput; exitCode: number | null; result?: CallResult }
  mcp?: McpSubject
  questions?: Question[]
  /** Of a `brake`: which call it is since a person last had a part in the turn. */
  calls?: number
  /** When, in Unix milliseconds, nobody's answer counts as an answer. */
  answeredBy?: number
  /** The hook that made of the call what is asked about. */
  changedBy?: HookRef
}

export type Decision =
  /** The answers to a `question`. Null: nobody answered in time. */
  | { type: 'answer'; answers: QuestionAnswers | null }
  | { type: 'approve'; scope: 'once' | 'session' }
  | { type: 'approvePrefix'; prefix: string[]; scope: 'project' | 'everywhere' }
  /** Allows a tool of an MCP server from now on, as long as it stays what it is. */
  | { type: 'approveTool'; scope: 'project' | 'everywhere' }
  | { type: 'approveEdited'; command: string }
  | { type: 'deny'; feedback?: string }
  /** Deny and end the turn. */
  | { type: 'abort' }

export type Verdict =
  | { type: 'run'; sandboxed: boolean; reason: Reason }
  | { type: 'ask'; request: ApprovalRequest }
  | { type: 'refuse'; message: string; reason: Reason }

/** Where a call stands: new -> (waiting -> decided) -> running -> done. Resuming calls the same lane again. */
export type CallPhase =
  | { phase: 'new' }
  | { phase: 'waiting'; request: ApprovalRequest; askedAt: number }
  | { phase: 'decided'; request: ApprovalRequest; decision: Decision; decidedAt: number }
  | {
      phase: 'running'
      startedAt: number
      sandboxed: boolean
      reason: Reason
      approvedAs?: Decision
      /** The tool of an MCP server as it was when it was approved: it must still be that when it runs. */
      approvedMcp?: McpSubject
    }
  | {
      phase: 'done'
      finishedAt: number
      startedAt?: number
      status: OutcomeStatus
      result?: CallResult
      /** Set until the output has entered the history in call order. */
      pendingOutput?: CallOutput
      reason?: Reason
      decision?: Decision
    }

/** What hooks made of a call. With a reason they refused it, else `original` is what the model had asked for. */
export type Hooked = { hook: HookRef; reason?: string; original?: CallItem }

/** `item` is what counts: where a hook changed the call, it is the changed one. */
export type Call = {
  type: 'call'
  id: string
  item: CallItem
  at: number
  hooked?: Hooked
  /** A command that the user ran: the model did not ask for it, and is told of it as context. */
  byUser?: true
} & CallPhase
