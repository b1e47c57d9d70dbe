import { z } from 'zod'
import type { CommandRunner } from './commandCalls.ts'
import { failed, tool } from './tool.ts'

export const writeStdin = (deps: { runner: CommandRunner }) =>
  tool({
    name: 'write_stdin',
    description:
      'Types into a command that is still running, or waits for more of its output when chars is empty. "\\u0003" is Ctrl-C.',
    effect: 'write',
    args: z.object({
      session_id: z.number().describe('As exec_command reported it.'),
      chars: z.string().default(''),
      yield_time_ms: z.number().optional().describe('Wait at most this long for output.'),
      max_output_tokens: z.number().optional(),
    }),
    run: async ({ session_id, chars, yield_time_ms, max_output_tokens }, run) => {
      const limit = run.model.outputTokenLimit
      const result = await deps.runner.write(
        {
          threadId: run.threadId,
          sessionId: session_id,
          chars,
          yieldTimeMs: yield_time_ms,
          maxOutputTokens: Math.min(max_output_tokens ?? limit, limit),
        },
        run.signal,
      )
      if ('error' in result) return failed(result.error)
      const { exitCode, aborted, aggregatedOutput, text } = result
      return {
        status: aborted ? 'aborted' : 'completed',
        output: text,
        result: { kind: 'terminal', sessionId: session_id, chars, output: aggregatedOutput, exitCode },
      }
    },
  })
