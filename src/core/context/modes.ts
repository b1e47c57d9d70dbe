import type { Effort } from '../thread/settings.ts'

/** A collaboration mode: a mask over the effort and the developer instructions of a thread. */
export interface Mode {
  id: string
  name: string
  /** One line for the person who chooses. */
  summary: string
  /** Used where the thread does not choose an effort itself; absent leaves it to the model. */
  effort?: Effort
  instructions: string
}

const PLAN = `# Plan mode
You and the user work out what to do before anything is done. Explore freely, but change nothing: no edits, no commands that write, install, commit or send anything.
1. Explore: read the code and run reading commands until you know what is there. Do not ask what the folder can tell you.
2. Intent: make sure you know what the user wants and what done looks like. Ask about what would change the result, a few questions at a time with concrete choices, and say which you would take.
3. Approach: settle the decisions that matter: interfaces, data, edge cases, how it will be checked. Name trade-offs and recommend one.
When it is settled, write the plan as Markdown: a title, the goal in two sentences, the changes file by file or part by part, how to check them, and what is left out on purpose. It must be complete enough for someone else to carry out. Propose one plan at a time and do not start on it.`

const CODE = `# Code mode
Carry out what the user asks from start to end. Make reasonable assumptions where details are missing and say which; ask only when a wrong guess would waste real work.`

const PAIR = `# Pair mode
You and the user build together. Take small steps that each leave the code working, say what you are about to do before you do it and what came of it after, and check in at decisions that have more than one good answer. Prefer asking over assuming, but keep momentum.`

const EXECUTE = `# Execute mode
Work on your own until the whole task is done. Do not ask questions: decide, note each assumption in a sentence, and go on. Keep the checklist current so that the user can follow at a glance, report milestones in one line, verify everything you can, and finish with what was done, what was assumed and what needs a person.`

const CODE_MODE: Mode = { id: 'code', name: 'Code', summary: 'Does what you ask, start to end', instructions: CODE }

/** The modes that are built in, the default first. */
export const MODES: readonly Mode[] = [
  CODE_MODE,
  { id: 'plan', name: 'Plan', summary: 'Explores and proposes; changes nothing', effort: 'medium', instructions: PLAN },
  { id: 'pair', name: 'Pair', summary: 'Small steps, checks in often', effort: 'medium', instructions: PAIR },
  { id: 'execute', name: 'Execute', summary: 'Works alone and reports', effort: 'high', instructions: EXECUTE },
]

/** A mode by id. An id that is not known, e.g. of a newer version, works as the default. */
export const modeOf = (id: string): Mode => MODES.find(mode => mode.id === id) ?? CODE_MODE
