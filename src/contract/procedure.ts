import type { z } from 'zod'

/** Everything a request can be refused with. Closed: clients can switch over it. */
export const FAILURES = [
  'request.invalid',
  'method.notFound',
  'command.conflict',
  'thread.notFound',
  'thread.archived',
  'thread.empty',
  'thread.readOnly',
  'thread.legacy',
  'thread.notReverted',
  'turn.notFound',
  'turn.running',
  'turn.notRunning',
  'turn.notInterrupted',
  'input.notFound',
  'approval.notWaiting',
  'approval.notFitting',
  'agent.notAgent',
  'agent.noPlace',
  'plan.notProposed',
  'title.empty',
  'workspace.notFound',
  'workspace.notReadable',
  'workspace.notTrustable',
  'settings.invalid',
  'rule.tooBroad',
  'rule.notRemovable',
  'mcp.notFound',
  'mcp.signInFailed',
  'elicitation.notWaiting',
  'tool.notWaiting',
  'import.invalid',
  'undo.changed',
  'git.failed',
  'worktree.notFound',
  'worktree.holdsWork',
  'settings.changed',
  'profile.exists',
  'profile.notFound',
  'profile.badName',
  'skill.exists',
  'skill.notFound',
  'skill.badName',
  'skill.notEditable',
  'skill.changed',
  'skill.badArchive',
  'prompt.exists',
  'prompt.notFound',
  'prompt.badName',
  'prompt.notEditable',
  'prompt.changed',
  'hook.notFound',
  'provider.exists',
  'provider.notFound',
  'deleted.notFound',
  'deleted.inTheWay',
  'desktop.absent',
  'terminal.notFound',
  'terminal.notHeld',
  'terminal.noInput',
  'terminal.notOffered',
  'terminal.notStarted',
  'terminal.tooMany',
  'home.notWritable',
  'internal',
] as const

export type FailureCode = (typeof FAILURES)[number]

/** A refusal that a client should see: a code it can act on, a sentence a person can read, data that says where. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly data: Record<string, unknown>

  constructor(code: FailureCode, message: string, data: Record<string, unknown> = {}) {
    super(message)
    this.name = 'Failure'
    this.code = code
    this.data = data
  }
}

export interface Query<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  shape: 'query'
  params: P
  result: R
}

/** Changes something. An answer means it is recorded. Repeating a `commandId` repeats the recorded answer. */
export interface CommandProcedure<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  shape: 'command'
  params: P
  result: R
  failures: readonly FailureCode[]
}

export interface Subscription<P extends z.ZodType = z.ZodType, F extends z.ZodType = z.ZodType> {
  shape: 'subscription'
  params: P
  frame: F
}

export type Procedure = Query | CommandProcedure | Subscription
export type Router = Record<string, Procedure>

export const query = <P extends z.ZodType, R extends z.ZodType>(of: { params: P; result: R }): Query<P, R> => ({
  shape: 'query',
  ...of,
})

export const command = <P extends z.ZodType, R extends z.ZodType>(of: {
  params: P
  result: R
  failures: readonly FailureCode[]
}): CommandProcedure<P, R> => ({ shape: 'command', ...of })

export const subscription = <P extends z.ZodType, F extends z.ZodType>(of: {
  params: P
  frame: F
}): Subscription<P, F> => ({ shape: 'subscription', ...of })

export type ParamsOf<P extends Procedure> = z.infer<P['params']>
export type ResultOf<P extends Query | CommandProcedure> = z.infer<P['result']>
export type FrameOf<P extends Subscription> = z.infer<P['frame']>
