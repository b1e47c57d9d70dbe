import { applyPatchToDisk } from './engine/tools/patchFiles.ts'
import { failureForTerminal } from '../core/patch/failure.ts'

export type PatchTerminal = {
  cwd: string
  stdout: { write(text: string): unknown }
  stderr: { write(text: string): unknown }
}

const USAGE = "Usage: apply_patch 'PATCH'\n       echo 'PATCH' | apply_patch\n"

/**
 * The command `heddle apply-patch [PATCH]`, which is also what a model's shell finds as `apply_patch`. The patch is the
 * one argument or standard input. Resolves to the exit code: 0 done, 1 not done, 2 wrong usage.
 */
export async function runApplyPatch(
  args: readonly string[],
  stdin: AsyncIterable<Uint8Array | string>,
  terminal: PatchTerminal = { cwd: process.cwd(), stdout: process.stdout, stderr: process.stderr },
): Promise<number> {
  const complain = (text: string, exitCode: number) => {
    terminal.stderr.write(text)
    return exitCode
  }
  if (args.length > 1) return complain('Error: apply_patch accepts exactly one argument.\n', 2)
  const patch = args[0] ?? (await readText(stdin))
  if (patch === null)
    return complain('Error: Failed to read PATCH from stdin.\nstream did not contain valid UTF-8\n', 1)
  if (args.length === 0 && patch === '') return complain(USAGE, 2)

  const { ok, output, failure } = await applyPatchToDisk({ patch, cwd: terminal.cwd, caller: 'command' })
  if (!ok) return complain(`${failure ? failureForTerminal(failure) : output}\n`, 1)
  terminal.stdout.write(output)
  return 0
}

/** All of a stream as text, or null if it is not UTF-8. */
async function readText(stream: AsyncIterable<Uint8Array | string>): Promise<string | null> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks))
  } catch {
    return null
  }
}
