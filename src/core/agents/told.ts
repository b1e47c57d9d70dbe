import type { AgentOrigin } from './agent.ts'
import { DEFAULT_ROLE } from './roles.ts'
import type { AgentRole } from './roles.ts'

/** What an agent is told that it is; its role's instructions with it. */
export function roleText({ nickname, role: name }: AgentOrigin, roles: readonly AgentRole[]): string {
  const role = roles.find(each => each.name === name) ?? roles.find(each => each.name === DEFAULT_ROLE)
  const parts = [`You are ${nickname}, an agent. ${ABOUT}`, ...(role?.instructions ? [role.instructions] : [])]
  return `<multi_agent_role>\n${parts.join('\n\n')}\n</multi_agent_role>`
}

const ABOUT = `Another agent works for the user and has given you a part of its work; the messages that you get come from it.
- Whatever was said before your first message was said to that agent. Use what you learn from it, and do only what your own messages ask.
- It reads nothing of what you do but your last message. Make that a report that stands by itself: what you found or did, where, how you know, and what is left.
- It may be busy, so do not end with a question that you can answer yourself: decide, and say what you assumed. If you cannot go on, say what is missing.
- Others may work in the same folder now. Leave alone what is not part of your task.`
