import type { ModeValues } from '../config/schema.ts'
import type { Effort, ThreadSettings } from '../thread/settings.ts'

/** A collaboration mode: a mask over the model, the effort and the developer instructions of a thread. */
export interface Mode {
  id: string
  name: string
  /** One line for the person who chooses. */
  summary: string
  /** Used in place of the thread's own while the mode is on. */
  model?: string
  /** Used where the thread does not choose an effort itself; absent leaves it to the model. */
  effort?: Effort
  instructions: string
}

const PLAN = `# Plan mode
You and the user work out what to do before anything is done. Explore freely, but change nothing: no edits, no commands that write, install, commit or send anything. Calls that are not known to only read are refused; do not try to get around that, and do not ask for it.
1. Explore: read the code and run reading commands until you know what is there. Do not ask what the folder can tell you.
2. Intent: make sure you know what the user wants and what done looks like. Ask about what would change the result, with request_user_input: up to three questions at a time, each with two or three concrete choices, the one you would take first.
3. Approach: settle the decisions that matter: interfaces, data, edge cases, how it will be checked. Name trade-offs and recommend one. What is still open after that, decide and write down as an assumption.

When it is settled, propose the plan in a block of its own, with each tag alone on its line:

<proposed_plan>
# Title
The goal in two sentences, then what changes, file by file or part by part, in the order of the work. How to check it. What was assumed, and what is left out on purpose.
</proposed_plan>

Everything in the block is Markdown. It must be complete enough for someone who has not read this conversation to carry it out, and no longer than that takes. Say nothing in it that is for the conversation only. The user sees it as a document that can be accepted, edited or refused; so put no question in or after it, and do not ask whether to go on. If the user wants it changed, propose the whole plan again: the newest block is the one that counts. Propose one plan at a time, and do not start on it: an accepted plan comes back to you with the user's word to begin.
If the user only has a question, answer it; not every turn needs a plan.`

const CODE = `# Code mode
Carry out what the user asks from start to end. Make reasonable assumptions where details are missing and say which; ask only when a wrong guess would waste real work. If there is an accepted plan, follow it, and say where you had to leave it.`

const PAIR = `# Pair mode
You and the user build together. Take small steps that each leave the code working, say what you are about to do before you do it and what came of it after, and check in at decisions that have more than one good answer. Prefer asking over assuming, but keep momentum: one question at a time, with the choice you would take. End each turn with the next step you propose.`

const EXECUTE = `# Execute mode
Work on your own until the whole task is done. Do not ask questions: decide, note each assumption in a sentence, and go on. If there is an accepted plan, it is the task. Keep the checklist current so that the user can follow at a glance, report milestones in one line, verify everything you can, and finish with what was done, what was assumed and what needs a person.`

const CODE_MODE: Mode = { id: 'code', name: 'Code', summary: 'Does what you ask, start to end', instructions: CODE }

/** The modes that are built in, the default first. */
export const MODES: readonly Mode[] = [
  CODE_MODE,
  { id: 'plan', name: 'Plan', summary: 'Explores and proposes; changes nothing', effort: 'medium', instructions: PLAN },
  { id: 'pair', name: 'Pair', summary: 'Small steps, checks in often', effort: 'medium', instructions: PAIR },
  { id: 'execute', name: 'Execute', summary: 'Works alone and reports', effort: 'high', instructions: EXECUTE },
]

/** A mode by id. One that is not known, e.g. of a newer version, works as the default. */
export const modeOf = (id: string, modes: readonly Mode[] = MODES): Mode =>
  modes.find(mode => mode.id === id) ?? CODE_MODE

/**
 * The built-in modes and then those of the configuration, which may also say some things of a built-in one differently.
 * `originOf` says where a dotted key comes from; a mode that cannot be is left out and said in `problems`.
 */
export function readModes(
  tables: Readonly<Record<string, ModeValues>>,
  originOf: (key: string) => string,
): { modes: Mode[]; problems: string[] } {
  const problems: string[] = []
  const own: Mode[] = []
  for (const [id, table] of Object.entries(tables)) {
    const unknown = Object.keys(table).filter(key => !Object.hasOwn(KEYS, key))
    problems.push(
      ...unknown.map(key => `${originOf(`modes.${id}.${key}`)}: modes.${id}.${key}: a mode has only ${KNOWN}.`),
    )
    const built = MODES.find(mode => mode.id === id)
    const instructions = table.instructions?.trim() || built?.instructions
    if (instructions) own.push({ ...(built ?? { id, name: id, summary: '' }), ...given(table), instructions })
    else {
      const [first = ''] = Object.keys(table)
      const message = 'a mode of your own needs instructions, which say how the agent works in it.'
      problems.push(`${originOf(`modes.${id}.${first}`)}: modes.${id}: ${message}`)
    }
  }
  const named = (id: string) => own.find(mode => mode.id === id)
  const isBuiltIn = ({ id }: Mode) => MODES.some(mode => mode.id === id)
  return { modes: [...MODES.map(mode => named(mode.id) ?? mode), ...own.filter(mode => !isBuiltIn(mode))], problems }
}

const KEYS = { name: 1, summary: 1, model: 1, effort: 1, instructions: 1 } satisfies Record<keyof ModeValues, 1>
const KNOWN = Object.keys(KEYS).join(', ')

/** What a table says, without what it leaves out. */
const given = ({ name, summary, model, effort }: ModeValues): Partial<Mode> => ({
  ...(name !== undefined && { name }),
  ...(summary !== undefined && { summary }),
  ...(model !== undefined && { model }),
  ...(effort !== undefined && { effort }),
})

/** The settings as a turn in this mode uses them. `effortsOf` names the efforts that a model knows. */
export function masked(
  settings: ThreadSettings,
  mode: Mode,
  effortsOf: (model: string) => readonly Effort[],
): ThreadSettings {
  const model = mode.model ?? settings.model
  const effort = settings.effort ?? mode.effort
  if (model === settings.model && effort === settings.effort) return settings
  const fits = effort !== undefined && (effort === settings.effort || effortsOf(model).includes(effort))
  return { ...settings, model, effort: fits ? effort : undefined }
}
