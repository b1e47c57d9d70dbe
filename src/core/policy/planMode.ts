/** What a call would do, as far as Plan mode cares. */
export type Deed =
  | { kind: 'command'; command: string; reads: boolean }
  | { kind: 'patch' }
  /** Something is typed into a command that runs; without text it is only listened to. */
  | { kind: 'typing'; text: string }
  /** `reads`: a person allowed the tool, and it says that it only reads. */
  | { kind: 'mcp'; tool: string; reads: boolean }
  | { kind: 'checklist' }

/**
 * What the model is told instead of a call that Plan mode does not allow; null where it allows it. All of Plan mode is
 * here: it refuses what is not known to only read, whatever the policy, the sandbox or an earlier approval say.
 */
export function planRefusal({ mode }: { mode: string }, deed: Deed): string | null {
  if (mode !== 'plan') return null
  switch (deed.kind) {
    case 'command':
      return deed.reads ? null : `${NOT_NOW} \`${shortened(deed.command)}\` is not known to only read. ${READ_INSTEAD}`
    case 'patch':
      return `${NOT_NOW} Describe this change in the plan instead: which file, what becomes of it, and why.`
    case 'typing':
      return deed.text === ''
        ? null
        : `${NOT_NOW} You can listen to the command with empty chars, but not type into it.`
    case 'mcp':
      return deed.reads
        ? null
        : `${NOT_NOW} Of MCP tools only those run that the user allowed and that are marked read-only, which ${deed.tool} is not. Name it in the plan as a step.`
    case 'checklist':
      return 'update_plan follows work that is under way, and in Plan mode there is none. Propose the steps inside <proposed_plan> instead; the checklist begins once the user accepts.'
  }
}

const NOT_NOW = 'Plan mode changes nothing, so this was not done.'
const READ_INSTEAD =
  'Commands like ls, cat, sed -n, rg, find, git status, git log and git diff run, also joined by pipes or &&. What has to be run or changed belongs into the plan as a step, with what you expect of it.'

const shortened = (command: string): string => (command.length > 200 ? `${command.slice(0, 200)}…` : command)
