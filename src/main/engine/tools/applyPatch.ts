import { realpath } from 'node:fs/promises'
import { z } from 'zod'
import { unifiedDiff } from '../../../core/patch/diff.ts'
import type { FileEffect } from '../../../core/patch/plan.ts'
import type { FileChange, ToolOutcome } from '../../../core/thread/calls.ts'
import { applyPatchToDisk } from './patchFiles.ts'
import type { Confinement } from './patchFolders.ts'
import type { KeepContents } from './patchImages.ts'
import { parseArguments } from './tool.ts'
import type { Tool, ToolRun } from './tool.ts'

/** The grammar of a patch, for providers that constrain free-form tools. */
const GRAMMAR = String.raw`start: begin_patch hunk+ end_patch
begin_patch: "*** Begin Patch" LF
end_patch: "*** End Patch" LF?

hunk: add_hunk | delete_hunk | update_hunk
add_hunk: "*** Add File: " filename LF add_line+
delete_hunk: "*** Delete File: " filename LF
update_hunk: "*** Update File: " filename LF change_move? change?

filename: /(.+)/
add_line: "+" /(.*)/ LF -> line

change_move: "*** Move to: " filename LF
change: (change_context | change_line)+ eof_line?
change_context: ("@@" | "@@ " /(.+)/) LF
change_line: ("+" | "-" | " ") /(.*)/ LF
eof_line: "*** End of File" LF

%import common.LF
`

const DESCRIPTION =
  'Changes files. The input is one patch between "*** Begin Patch" and "*** End Patch" with "*** Add File: path", "*** Delete File: path" or "*** Update File: path" (then optionally "*** Move to: path") sections. Lines of an update start with a space (context), - or +; "@@ text" jumps to a line. Nothing is written unless the whole patch fits.'

const Input = z.object({ input: z.string().min(1).describe('The whole patch.') })

export interface ApplyPatchDeps {
  /** Where a call may write when the decision was to keep it inside; null when it may write anywhere. */
  confinementOf(run: ToolRun): Confinement | null
  /** Keeps what stood in files before they change. */
  keep?: KeepContents
}

/** Carries out a patch that came with a call, in the folder that its relative paths start in. */
export type PatchRunner = (patch: string, run: ToolRun, cwd: string) => Promise<ToolOutcome>

export const patchRunner =
  ({ confinementOf, keep }: ApplyPatchDeps): PatchRunner =>
  (patch, run, cwd) =>
    runPatch(patch, cwd, { confinement: confinementOf(run), keep })

export const applyPatch = (run: PatchRunner): Tool<{ patch: string }> => ({
  name: 'apply_patch',
  lane: 'exclusive',
  effect: 'write',
  spec: model =>
    model.applyPatch === 'freeform'
      ? {
          type: 'custom',
          name: 'apply_patch',
          description: DESCRIPTION,
          format: { type: 'grammar', syntax: 'lark', definition: GRAMMAR },
        }
      : {
          type: 'function',
          name: 'apply_patch',
          description: DESCRIPTION,
          strict: false,
          parameters: {
            type: 'object',
            properties: { input: { type: 'string', description: 'The whole patch.' } },
            required: ['input'],
            additionalProperties: false,
          },
        },
  parse(item) {
    if (item.type === 'custom_tool_call') return { ok: true, args: { patch: item.input } }
    const parsed = parseArguments(item, Input)
    return parsed.ok ? { ok: true, args: { patch: parsed.args.input } } : parsed
  },
  run: ({ patch }, toolRun) => run(patch, toolRun, toolRun.cwd),
})

/** Carries out a patch and words its result for the model and the screen. */
export async function runPatch(
  patch: string,
  cwd: string,
  { confinement = null, keep }: { confinement?: Confinement | null; keep?: KeepContents } = {},
): Promise<ToolOutcome> {
  const { ok, output, failure, effects, images, folders, durationMs } = await applyPatchToDisk({
    patch,
    cwd,
    confinement: confinement && { ...confinement, roots: await realFolders(confinement.roots) },
    keep,
  })
  if (failure) return { status: 'failed', output }
  const seconds = (durationMs / 1000).toFixed(1)
  return {
    status: ok ? 'completed' : 'failed',
    output: `Exit code: ${ok ? 0 : 1}\nWall time: ${seconds} seconds\nOutput:\n${output}`,
    result: {
      kind: 'patch',
      changes: effects.map(changeOf),
      durationMs: Math.round(durationMs),
      images,
      ...(folders.length > 0 && { folders }),
    },
  }
}

/** The folders without links; those that do not exist lead nowhere. */
export async function realFolders(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.allSettled(paths.map(path => realpath(path)))
  return found.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
}

/** A file effect as it is shown and recorded. */
export function changeOf({ kind, path, movePath, before, after, changes }: FileEffect): FileChange {
  if (kind === 'add') return { path, kind, content: after ?? '' }
  if (kind === 'delete') return { path, kind, content: before ?? '' }
  return { path, kind, diff: unifiedDiff(before ?? '', after ?? '', { changes }).text, movePath }
}
