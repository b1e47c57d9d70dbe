import type { MessageItem } from '../thread/items.ts'

/** Kinds of context text, by the classification that rollouts carry (`content_item_kinds`). */
export const KIND = {
  permissions: 'permissions.instructions',
  mode: 'collaboration_mode.instructions',
  agentsMd: 'agents_md.instructions',
  skills: 'host_skills.instructions',
  skill: 'skills.selected_skill_instructions',
  /** Skills that every turn has. */
  autoSkills: 'skills.auto',
  environment: 'environments.environment_context',
  developer: 'developer_instructions',
  aborted: 'turn_aborted',
  summary: 'compaction.summary',
  undone: 'files_undone',
  agentReport: 'multi_agent.subagent_notification',
  agentRole: 'multi_agent.role',
  acceptedPlan: 'accepted_plan',
  hook: 'hook.context',
  userCommand: 'shell.user_command',
} as const

/** Told to the model after a person stopped a turn. */
export function turnAborted(): { item: MessageItem; kinds: string[] } {
  const text = [
    '<turn_aborted>',
    'The user stopped the previous turn on purpose. Tools that were running may have done part of their work, and',
    'commands started with a session id may still be running. Check before you rely on their results.',
    '</turn_aborted>',
  ].join('\n')
  return { item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] }, kinds: [KIND.aborted] }
}
