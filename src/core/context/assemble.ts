import { PROTECTED_NAMES } from '../policy/protectedNames.ts'
import type { EventBody } from '../thread/events.ts'
import type { MessageItem } from '../thread/items.ts'
import type { ThreadSettings } from '../thread/settings.ts'
import type { Mode } from './modes.ts'
import { KIND } from './texts.ts'

/** What the model is told of the place it works in. */
export interface ContextFacts {
  settings: ThreadSettings
  /** The mode that the settings name. */
  mode: Mode
  cwd: string
  shell: string
  /** `YYYY-MM-DD` where the user is. */
  date: string
  timezone: string
  /** The block of AGENTS.md files, or null. */
  guidance: string | null
  /** The list of skills; empty where there is none. */
  skills?: string
  /** The skills that every turn has, as models are given them; empty where there is none. */
  autoSkills?: string
  /** Whether commands can be confined here. */
  sandboxAvailable: boolean
  /** Instructions of the user's configuration. */
  developerInstructions?: string
  /** What the thread is told that it is, where it is another one's agent. */
  role?: string
  /** That files were put back since the last turn, or null. */
  undone?: string | null
}

type ContextEvent = Extract<EventBody, { type: 'context.added' }>

/**
 * The context messages that are new or changed since what the thread was told last (`told`: text by kind, kept by the
 * history). The first turn gets all of them, a later one usually none, so the prompt's prefix stays as it was.
 */
export function contextChanges(facts: ContextFacts, told: Readonly<Record<string, string>>): ContextEvent[] {
  const developer: Part[] = [
    [KIND.skills, facts.skills || withdrawn(told[KIND.skills], 'list of skills')],
    [KIND.permissions, permissionsText(facts)],
    [KIND.mode, `<collaboration_mode>${facts.mode.instructions}</collaboration_mode>`],
    [KIND.developer, facts.developerInstructions || withdrawn(told[KIND.developer], 'developer instructions')],
    [KIND.agentRole, facts.role || withdrawn(told[KIND.agentRole], 'instructions of an agent')],
  ]
  const user: Part[] = [
    [KIND.agentsMd, facts.guidance || withdrawn(told[KIND.agentsMd], 'AGENTS.md instructions')],
    [KIND.environment, environmentText(facts)],
    [KIND.autoSkills, facts.autoSkills || withdrawn(told[KIND.autoSkills], 'skills for every turn')],
  ]
  const undone: Part[] = [[KIND.undone, facts.undone ? `<files_undone>\n${facts.undone}\n</files_undone>` : '']]
  // News, not a state: what is the same as the last time has happened again.
  return [...message('developer', developer, told), ...message('user', user, told), ...message('user', undone, {})]
}

/** What was told stays in the history, so what no longer counts has to be said. */
const withdrawn = (told: string | undefined, what: string): string =>
  told ? `The ${what} given earlier no longer apply.` : ''

type Part = [kind: string, text: string]

function message(role: MessageItem['role'], parts: Part[], told: Readonly<Record<string, string>>): ContextEvent[] {
  const changed = parts.filter(([kind, text]) => text !== '' && told[kind] !== text)
  if (changed.length === 0) return []
  const content = changed.map(([, text]) => ({ type: 'input_text' as const, text }))
  return [{ type: 'context.added', item: { type: 'message', role, content }, kinds: changed.map(([kind]) => kind) }]
}

function permissionsText({ settings, cwd, sandboxAvailable }: ContextFacts): string {
  const lines = [sandboxSentence(settings, cwd, sandboxAvailable), approvalSentence(settings)]
  if (settings.approvalPolicy !== 'never') lines.push(RULES)
  return `<permissions instructions>\n${lines.join('\n')}\n</permissions instructions>`
}

function sandboxSentence({ sandbox }: ThreadSettings, cwd: string, available: boolean): string {
  if (sandbox.mode === 'danger-full-access') {
    return '`sandbox_mode` is `danger-full-access`: commands run without a sandbox and with network. Be careful.'
  }
  const network = sandbox.networkAccess ? 'on' : 'off'
  const what =
    sandbox.mode === 'read-only'
      ? '`sandbox_mode` is `read-only`: files can be read but not changed, and network is off.'
      : `\`sandbox_mode\` is \`workspace-write\`: files can be read everywhere and changed only under ${roots(sandbox, cwd)}; network is ${network}. Git metadata and the folders .codex, .agents and .heddle of a workspace stay read-only.`
  return available
    ? what
    : `${what} No sandbox works on this machine, so anything beyond known reading commands asks the user first.`
}

function roots(sandbox: ThreadSettings['sandbox'], cwd: string): string {
  const temporary = [...(sandbox.excludeSlashTmp ? [] : ['/tmp']), ...(sandbox.excludeTmpdirEnvVar ? [] : ['$TMPDIR'])]
  return [cwd, ...sandbox.writableRoots, ...temporary].map(path => `\`${path}\``).join(', ')
}

const RULES =
  'Destructive commands and commands that a rule of the user names always ask; forbidden ones are refused with a reason. Do not reword a refused command to get it past the rules.'

const ESCALATION =
  'To run a command that needs more, call exec_command with `sandbox_permissions: "require_escalated"` and a `justification` phrased as a question to the user. Ask only for what the task needs, and do not repeat a declined request. For a single plain command that you will need again, add `prefix_rule` with its first words, e.g. `["npm", "run", "build"]`, so that the user can allow it for good: narrow, never an interpreter or a shell alone.'

function approvalSentence({ approvalPolicy, sandbox }: ThreadSettings): string {
  switch (approvalPolicy) {
    case 'untrusted':
      return `\`approval_policy\` is \`untrusted\`: known reading commands run at once, everything else asks the user first. ${ESCALATION}`
    case 'on-failure':
      return `\`approval_policy\` is \`on-failure\`: commands run in the sandbox; when it seems to have stopped one, the user is asked whether to run that one again without it, and you get the result. ${ESCALATION}`
    case 'on-request':
      return sandbox.mode === 'danger-full-access'
        ? '`approval_policy` is `on-request`: commands run at once; dangerous ones ask the user.'
        : `\`approval_policy\` is \`on-request\`: commands run in the sandbox without asking. ${ESCALATION}`
    case 'never':
      return '`approval_policy` is `never`: nobody can be asked. Work within what the sandbox allows, do not request escalation, and say what you could not do.'
  }
}

/** The shape that models know (codex-formats 1.3). */
function environmentText({ settings, cwd, shell, date, timezone }: ContextFacts): string {
  const roots = [cwd, ...settings.sandbox.writableRoots].map(root => `<root>${escape(root)}</root>`).join('')
  return [
    '<environment_context>',
    `  <cwd>${escape(cwd)}</cwd>`,
    `  <shell>${escape(shell)}</shell>`,
    `  <current_date>${date}</current_date>`,
    `  <timezone>${escape(timezone)}</timezone>`,
    `  <filesystem><workspace_roots>${roots}</workspace_roots>${permissionProfile(settings, cwd)}</filesystem>`,
    '</environment_context>',
  ].join('\n')
}

function permissionProfile({ sandbox }: ThreadSettings, cwd: string): string {
  if (sandbox.mode === 'danger-full-access') {
    return '<permission_profile type="disabled"><file_system type="unrestricted" /></permission_profile>'
  }
  const special = (access: string, name: string) => `<entry access="${access}"><special>:${name}</special></entry>`
  const path = (access: string, at: string) => `<entry access="${access}"><path>${escape(at)}</path></entry>`
  const written =
    sandbox.mode === 'read-only'
      ? []
      : [
          ...[cwd, ...sandbox.writableRoots].map(root => path('write', root)),
          ...(sandbox.excludeSlashTmp ? [] : [special('write', 'slash_tmp')]),
          ...(sandbox.excludeTmpdirEnvVar ? [] : [special('write', 'tmpdir')]),
          ...PROTECTED_NAMES.map(name => path('read', `${cwd.replace(/\/$/, '')}/${name}`)),
        ]
  const entries = [special('read', 'root'), ...written].join('')
  return `<permission_profile type="managed"><file_system type="restricted">${entries}</file_system></permission_profile>`
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
