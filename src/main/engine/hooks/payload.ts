import type { HookEvent } from '../../../core/hooks/hook.ts'
import type { HookTool } from '../../../core/hooks/toolInput.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { Turn } from '../../../core/thread/thread.ts'

/** What is particular to an event; the keys are those of the real Codex. */
export type EventFields =
  | { hook_event_name: 'SessionStart'; source: 'startup' | 'resume' | 'fork' }
  | { hook_event_name: 'UserPromptSubmit'; turn_id: string; prompt: string }
  | { hook_event_name: 'PreToolUse'; turn_id: string; tool_use_id: string; tool_name: string; tool_input: unknown }
  | {
      hook_event_name: 'PostToolUse'
      turn_id: string
      tool_use_id: string
      tool_name: string
      tool_input: unknown
      tool_response: unknown
    }
  | {
      hook_event_name: 'Stop'
      turn_id: string
      stop_hook_active: false
      last_assistant_message: string | null
      /** How the turn ended: ours alone. */
      turn_status: Turn['status']
    }

/** The JSON that a hook reads from its standard input. */
export const payloadText = ({ id, cwd, agent }: Thread, settings: ThreadSettings, fields: EventFields): string =>
  JSON.stringify({
    session_id: id,
    transcript_path: null,
    cwd,
    model: settings.model,
    permission_mode: permissionMode(settings),
    ...(agent && { agent_id: id, agent_type: agent.role }),
    ...fields,
  })

/** The nearest of the words that other programs have for it. */
function permissionMode({ mode, approvalPolicy, sandbox }: ThreadSettings): string {
  if (mode === 'plan') return 'plan'
  if (approvalPolicy !== 'never') return 'default'
  return sandbox.mode === 'danger-full-access' ? 'bypassPermissions' : 'dontAsk'
}

export const toolFields = ({ name, input }: HookTool) => ({ tool_name: name, tool_input: input })

/** What an event's hooks are chosen by, where it has such a name. */
export const subjectOf = (fields: EventFields): string | null =>
  'tool_name' in fields ? fields.tool_name : fields.hook_event_name === 'SessionStart' ? fields.source : null

export const eventOf = (fields: EventFields): HookEvent => fields.hook_event_name
