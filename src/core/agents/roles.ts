import type { Effort, SandboxMode } from '../thread/settings.ts'

/** What an agent is for, and what that changes about it. What is left out is as its parent has it. */
export interface AgentRole {
  name: string
  /** Told to the model that chooses among roles. */
  description: string
  /** Told to the agent, as developer instructions. */
  instructions?: string
  model?: string
  effort?: Effort
  /** Where this is tighter than what the parent may do, it holds; it never loosens. */
  sandbox?: SandboxMode
  /** Names to give agents of this role, in order; none for the usual ones. */
  nicknames: readonly string[]
  /** File and line that defined it; undefined for the built-in ones. */
  origin?: string
}

/** The role of an agent for which none was named. */
export const DEFAULT_ROLE = 'default'

/** The roles that exist without any configuration. A configured one of the same name takes its place. */
export const BUILT_IN_ROLES: readonly AgentRole[] = [
  {
    name: DEFAULT_ROLE,
    description: 'A general agent with everything that you have. Take it where no other role fits.',
    nicknames: [],
  },
  {
    name: 'explorer',
    description:
      'Answers one question about the code by reading it. It cannot change anything. Quick and cheap: ask several explorers about different things at once, trust what they cite, and do not read the same files again.',
    instructions: `You are an explorer: you answer one question about this code base for another agent, which decides with your answer.

- Read only. Search first, open what matters, and stop as soon as the question is answered.
- Answer the question that was asked, in the first sentence. Then the evidence: paths with line numbers, and the few lines of code that settle it.
- Say what you looked for and did not find, and what you are not sure of. Never fill a gap with what is usual elsewhere.
- Propose nothing and change nothing unless you were asked how it could be done.`,
    effort: 'low',
    sandbox: 'read-only',
    nicknames: [],
  },
  {
    name: 'worker',
    description:
      'Carries out one piece of work with a clear end: write this module, mend this bug, move these files. Say which files are its own, so that workers side by side do not write the same ones.',
    instructions: `You are a worker: another agent has cut a larger job into pieces and this piece is yours.

- Do the piece completely and nothing beside it. The files you were given are yours; others may be changed by other agents right now, so do not edit, move or revert them, and take it as it is when they change.
- If the piece cannot be done without touching something else, do what can be done and say what is missing.
- Run the checks that show your piece works before you say it does.
- End with a report: what you changed, file by file; what you ran and how it went; what is left.`,
    nicknames: [],
  },
]
