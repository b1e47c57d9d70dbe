import { z } from 'zod'
import { unifiedDiff } from '../../../core/patch/diff.ts'
import type { FileEffect } from '../../../core/patch/plan.ts'
import type { FileChange, ToolOutcome } from '../../../core/thread/calls.ts'
import { applyPatchToDisk } from './patchFiles.ts'
import { parseArguments } from './tool.ts'
import type { Tool } from './tool.ts'

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

export const applyPatch: Tool<{ patch: string }> = {
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
  run: ({ patch }, { cwd }) => runPatch(patch, cwd),
}

/** Carries out a patch and words its result for the model and the screen. */
export async function runPatch(patch: string, cwd: string): Promise<ToolOutcome> {
  const { ok, output, failure, effects, durationMs } = await applyPatchToDisk({ patch, cwd })
  if (failure) return { status: 'failed', output }
  const seconds = (durationMs / 1000).toFixed(1)
  return {
    status: ok ? 'completed' : 'failed',
    output: `Exit code: ${ok ? 0 : 1}\nWall time: ${seconds} seconds\nOutput:\n${output}`,
    result: { kind: 'patch', changes: effects.map(changeOf), durationMs: Math.round(durationMs) },
  }
}

/** A file effect as it is shown and recorded. */
export function changeOf({ kind, path, movePath, before, after, changes }: FileEffect): FileChange {
  if (kind === 'add') return { path, kind, content: after ?? '' }
  if (kind === 'delete') return { path, kind, content: before ?? '' }
  return { path, kind, diff: unifiedDiff(before ?? '', after ?? '', { changes }).text, movePath }
}
