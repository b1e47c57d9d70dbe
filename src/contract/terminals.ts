import { z } from 'zod'
import { command, query, subscription } from './procedure.ts'
import { ThreadId } from './schemas.ts'

/** A command of an agent that ran on after its call came back. */
export const TerminalView = z.object({
  sessionId: z.number(),
  threadId: z.string(),
  callId: z.string(),
  command: z.string(),
  workdir: z.string(),
  tty: z.boolean(),
  sandboxed: z.boolean(),
  startedAt: z.number(),
  /** The end of what it printed, at most 4 KB. */
  tail: z.string(),
  /** A person has taken over: the agent cannot type. */
  held: z.boolean().default(false),
  /** Null while it runs. */
  exitCode: z.number().nullable().default(null),
})
export type TerminalView = z.infer<typeof TerminalView>

/** A shell of the person. No agent can see it or type into it, and nothing confines what runs in it. */
export const ShellView = z.object({
  shellId: z.string(),
  threadId: z.string(),
  name: z.string(),
  /** Path of the program. */
  shell: z.string(),
  cwd: z.string(),
  startedAt: z.number(),
  /** Null while it runs; death by a signal is 128 + its number. */
  exitCode: z.number().nullable(),
})
export type ShellView = z.infer<typeof ShellView>

/** `session:4711` is a command of an agent, `shell:…` a shell of the person. */
const TerminalId = z.string().regex(/^(session:\d{1,9}|shell:[\w-]{1,64})$/)
const ShellId = z.string().max(64)
const Cells = z.number().int().min(2).max(1000)
const Nothing = z.object({})

export const terminalRoutes = {
  /** What runs in the background and what ended there lately, and the shells of the person: of one thread or of all. */
  'terminals/watch': subscription({
    params: z.object({ threadId: z.string().optional() }),
    frame: z.object({
      type: z.literal('terminals'),
      terminals: z.array(TerminalView),
      /** Those that ended, newest first. */
      ended: z.array(TerminalView).default([]),
      shells: z.array(ShellView).default([]),
      /** Whether this host lets a person open shells. */
      canOpen: z.boolean().default(false),
    }),
  }),
  /**
   * What a terminal printed from `from` on; without it, from the beginning of what is kept. An answer comes as soon as
   * there is something or `ended` is not what it was, and with no data when the wait is over. So a reader sets the
   * pace: where it fell too far behind, `offset` is beyond `from`, and what lies between is gone.
   */
  'terminal/read': query({
    params: z.object({
      terminalId: TerminalId,
      from: z.number().int().min(0).optional(),
      maxBytes: z.number().int().min(1024).max(262_144).default(32_768),
      /** As the reader knows it. */
      ended: z.boolean().default(false),
      waitMs: z.number().int().min(0).max(30_000).default(20_000),
    }),
    result: z.object({
      /** Place of the first byte of `data` in all that was ever printed. */
      offset: z.number(),
      /** Bytes in base64. */
      data: z.string(),
      /** Bytes printed so far. */
      total: z.number(),
      /** Nothing more comes after `total`, unless the program is started again. */
      ended: z.boolean(),
    }),
  }),
  /** Types. Into a command of an agent only while a person holds it. */
  'terminal/write': command({
    params: z.object({ terminalId: TerminalId, data: z.string().max(1_000_000) }),
    result: Nothing,
    failures: ['terminal.notFound', 'terminal.notHeld'],
  }),
  'terminal/resize': command({
    params: z.object({ terminalId: TerminalId, cols: Cells, rows: Cells }),
    result: Nothing,
    failures: ['terminal.notFound'],
  }),
  /** Takes a terminal of an agent over, or hands it back. The agent is told with the next thing it does there. */
  'terminal/hold': command({
    params: z.object({ sessionId: z.number(), held: z.boolean() }),
    result: Nothing,
    failures: ['terminal.notFound', 'terminal.noInput'],
  }),
  /** Ends a command and everything that it started. */
  'terminal/kill': command({
    params: z.object({ sessionId: z.number() }),
    result: z.object({ ended: z.boolean() }),
    failures: [],
  }),
  /** Takes a command that has ended off the list. */
  'terminal/dismiss': command({ params: z.object({ sessionId: z.number() }), result: Nothing, failures: [] }),

  /** Opens a login shell in the folder of a thread, with the environment of the person and no sandbox. */
  'shell/open': command({
    params: z.object({ threadId: ThreadId, cols: Cells.default(80), rows: Cells.default(24) }),
    result: z.object({ shell: ShellView }),
    failures: ['thread.notFound', 'terminal.notOffered', 'terminal.tooMany', 'terminal.notStarted'],
  }),
  'shell/rename': command({
    params: z.object({ shellId: ShellId, name: z.string().min(1).max(80) }),
    result: Nothing,
    failures: ['terminal.notFound'],
  }),
  /** Starts one that has ended again, below what it printed. */
  'shell/restart': command({
    params: z.object({ shellId: ShellId }),
    result: Nothing,
    failures: ['terminal.notFound', 'terminal.notStarted'],
  }),
  /** Ends a shell and what runs in it, and forgets it. */
  'shell/close': command({ params: z.object({ shellId: ShellId }), result: Nothing, failures: [] }),

  /** What a turn changed in files, as one diff for each. */
  'turn/diff': query({
    params: z.object({ threadId: z.string(), turnId: z.string() }),
    result: z.object({
      files: z.array(z.object({ path: z.string(), diff: z.string(), added: z.number(), removed: z.number() })),
    }),
  }),
} as const
