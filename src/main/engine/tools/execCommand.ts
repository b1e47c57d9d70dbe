import { resolve } from 'node:path'
import { z } from 'zod'
import { patchInCommand } from '../../../core/patch/heredoc.ts'
import { lineOf } from '../../../core/policy/commands.ts'
import { looksStopped } from '../../../core/policy/judge.ts'
import type { ToolOutcome } from '../../../core/thread/calls.ts'
import type { CommandResult, CommandRunner } from './commandCalls.ts'
import { absolutePath } from './paths.ts'
import { failed, tool } from './tool.ts'
import type { ToolRun } from './tool.ts'

export const ExecArguments = z.object({
  cmd: z.string().min(1).describe('Shell command line.'),
  workdir: z.string().optional().describe('Directory to run in; the working directory if left out.'),
  shell: z.string().optional().describe("Shell to use; the user's shell if left out."),
  login: z.boolean().optional().describe('Run with the environment of a login shell. Default true.'),
  tty: z.boolean().optional().describe('Give the command a terminal. Default false.'),
  yield_time_ms: z
    .number()
    .optional()
    .describe('Wait this long for output before coming back while it runs on. Default 10000.'),
  max_output_tokens: z.number().optional().describe('Cut the output to this many tokens.'),
  sandbox_permissions: z
    .enum(['use_default', 'require_escalated'])
    .optional()
    .describe('require_escalated asks the user to run this without the sandbox. Needs a justification.'),
  justification: z
    .string()
    .optional()
    .describe('With require_escalated: one question to the user, why this is needed.'),
  prefix_rule: z
    .array(z.string())
    .optional()
    .describe('With require_escalated: words of a prefix that could be allowed for good.'),
})

export type ExecArgs = z.infer<typeof ExecArguments>

const DESCRIPTION =
  'Runs a shell command. Answers with its output, or with a session id when it is still running after yield_time_ms; use write_stdin with that id to wait for more or to type.'

export interface ExecToolDeps {
  home: string
  runner: CommandRunner
  /** Carries out a patch that a model wrote as a heredoc in a command; its relative paths start in `cwd`. */
  applyPatch(patch: string, run: ToolRun, cwd: string): Promise<ToolOutcome>
}

export const execCommand = (deps: ExecToolDeps) =>
  tool({
    name: 'exec_command',
    description: DESCRIPTION,
    effect: 'write',
    args: ExecArguments,
    run: (args, run) => runCommand(deps, args, run),
  })

/** Older models call `shell` with an argument list. */
export const shellTool = (deps: ExecToolDeps) => {
  const base = tool({
    name: 'shell',
    description: 'Runs a program with arguments.',
    effect: 'write',
    args: z.object({
      command: z.array(z.string()).min(1),
      workdir: z.string().optional(),
      timeout_ms: z.number().optional(),
      sandbox_permissions: ExecArguments.shape.sandbox_permissions,
      justification: z.string().optional(),
    }),
    run: ({ command, workdir, timeout_ms, ...rest }, run) =>
      runCommand(deps, { ...rest, cmd: lineOf(command), workdir, login: false, yield_time_ms: timeout_ms }, run),
  })
  return {
    ...base,
    parse: (item: Parameters<typeof base.parse>[0]) =>
      item.type === 'local_shell_call'
        ? {
            ok: true as const,
            args: { command: item.action.command, workdir: item.action.working_directory ?? undefined },
          }
        : base.parse(item),
  }
}

/** The command line that runs: the model's, or the one a person put in its place. */
export function effectiveCommand(cmd: string, { call }: Pick<ToolRun, 'call'>): string {
  const approved = call.phase === 'running' ? call.approvedAs : undefined
  return approved?.type === 'approveEdited' ? approved.command : cmd
}

async function runCommand(deps: ExecToolDeps, args: ExecArgs, run: ToolRun): Promise<ToolOutcome> {
  const command = effectiveCommand(args.cmd, run)
  const workdir = args.workdir ? absolutePath(args.workdir, run.cwd, deps.home) : run.cwd
  const heredoc = patchInCommand(command)
  if (heredoc) {
    const cwd = heredoc.workdir ? resolve(workdir, heredoc.workdir) : workdir
    return deps.applyPatch(heredoc.patch, run, cwd)
  }
  const request = {
    threadId: run.threadId,
    callId: run.call.id,
    command,
    shell: args.shell,
    login: args.login,
    workdir,
    tty: args.tty ?? false,
    yieldTimeMs: args.yield_time_ms,
    maxOutputTokens: Math.min(args.max_output_tokens ?? run.model.outputTokenLimit, run.model.outputTokenLimit),
    settings: run.settings,
    cwd: run.cwd,
    sandboxed: run.sandboxed,
  }
  const result = await deps.runner.run(request, run.onOutput, run.signal)
  if ('error' in result) return failed(result.error)
  const edited = command === args.cmd ? '' : `The user changed the command before it ran to: ${command}\n`
  const outcome = commandOutcome(result, { cwd: workdir, sandboxed: run.sandboxed, prefix: edited })
  const mayAsk = run.sandboxed && run.settings.approvalPolicy === 'on-failure'
  const stoppedBySandbox = mayAsk && looksStopped(result.exitCode, result.aggregatedOutput)
  return stoppedBySandbox ? { ...outcome, stoppedBySandbox } : outcome
}

function commandOutcome(
  result: CommandResult,
  { cwd, sandboxed, prefix }: { cwd: string; sandboxed: boolean; prefix: string },
): ToolOutcome {
  const { exitCode, sessionId, aborted } = result
  return {
    status: aborted ? 'aborted' : exitCode === 0 || exitCode === null ? 'completed' : 'failed',
    output: prefix + result.text,
    result: {
      kind: 'command',
      command: result.argv,
      cwd,
      parsed: result.parsed,
      exitCode,
      sessionId: sessionId ?? undefined,
      output: result.aggregatedOutput,
      durationMs: Math.round(result.wallTimeMs),
      sandboxed,
      ...(result.droppedEnv && result.droppedEnv.length > 0 && { droppedEnv: result.droppedEnv }),
    },
  }
}
