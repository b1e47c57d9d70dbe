import { chooseSkills } from '../../../core/skills/choose.ts'
import type { Skill, SkillRules } from '../../../core/skills/choose.ts'
import { skillBlock, skillContext, withVariables } from '../../../core/skills/inject.ts'
import type { SkillText } from '../../../core/skills/inject.ts'
import { listBudget, skillList } from '../../../core/skills/list.ts'
import type { SkillList } from '../../../core/skills/list.ts'
import { isKnownTool } from '../../../core/skills/mcpTools.ts'
import { namedIn } from '../../../core/skills/mentions.ts'
import { restrictionOf } from '../../../core/skills/restriction.ts'
import type { Restriction } from '../../../core/skills/restriction.ts'
import type { SkillsValues } from '../../../core/config/tables.ts'
import type { MessageSent } from '../../../core/thread/effects.ts'
import type { EventBody } from '../../../core/thread/events.ts'
import { textOf } from '../../../core/thread/items.ts'
import { runningTurn } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { systemErrorText } from '../systemErrors.ts'
import { createSkillFinder } from './findSkills.ts'
import { readPlaced } from './placedSkill.ts'
import { skillRoots } from './roots.ts'
import type { RootPlaces } from './roots.ts'

/** What the configuration of a folder says of skills. */
export interface SkillSettings {
  values: SkillsValues
  /** The `skills` switch of `[features]`. */
  isOn: boolean
  rootMarkers: readonly string[]
}

export interface SkillsDeps {
  places: RootPlaces
  /** The folders from the root of a project down to a folder in it. */
  foldersOf(cwd: string, rootMarkers: readonly string[]): Promise<string[]>
  settings(cwd: string | undefined): Promise<SkillSettings>
  branchOf(cwd: string): Promise<string | null>
  user: string
  /** Names of the tools of MCP servers for models; null while some server has yet to say which it has. */
  mcpTools(): readonly string[] | null
}

/** The skills of a folder. */
export interface Catalogue {
  /** Those that count first. */
  skills: Skill[]
  problems: string[]
}

/** A skill that a turn uses, as the model reads it. */
export interface UsedSkill extends SkillText {
  skill: Skill
}

/** What a turn has of skills before anything is said in it. */
export interface StandingSkills {
  /** The list for the model. */
  list: SkillList
  /** The skills that every turn has. */
  auto: UsedSkill[]
}

export type Skills = ReturnType<typeof createSkills>

/** The skills of all folders: found on disk anew for every turn, put into threads where a message names them. */
export function createSkills(deps: SkillsDeps) {
  const find = createSkillFinder()
  /** What the newest turn of a folder was begun with: what is said while it runs is read in the same way. */
  const newest = new Map<string, Catalogue>()

  const catalogueBy = async (
    cwd: string | undefined,
    { values, isOn, rootMarkers }: SkillSettings,
  ): Promise<Catalogue> => {
    if (!isOn) return EMPTY
    const folders = cwd === undefined ? [] : await deps.foldersOf(cwd, rootMarkers)
    const found = await find(skillRoots(deps.places, folders, { bundled: values.bundled?.enabled !== false }))
    const read = { skills: chooseSkills(found.skills, rulesOf(values)), problems: found.problems }
    if (cwd !== undefined) newest.set(cwd, read)
    return read
  }

  /** As models read them, without those that cannot be read any more. */
  const texts = async (cwd: string, skills: readonly Skill[]) => {
    const read = await Promise.all(
      skills.map(async (skill): Promise<UsedSkill | { failed: string }> => {
        const { name, path } = skill
        try {
          return { skill, name, path, text: await filledIn(deps, cwd, await readPlaced(path)) }
        } catch (error) {
          return { failed: `The skill ${name} was not used: ${path} cannot be read: ${systemErrorText(error)}.` }
        }
      }),
    )
    return {
      used: read.filter(one => 'text' in one),
      failures: read.flatMap(one => ('failed' in one ? [one.failed] : [])),
    }
  }

  const catalogue = async (cwd: string | undefined) => catalogueBy(cwd, await deps.settings(cwd))

  /** What a turn has of the skills of a catalogue. */
  const standing = async (
    cwd: string,
    { skills }: Catalogue,
    { values, contextWindow }: Pick<SkillSettings, 'values'> & { contextWindow: number },
  ): Promise<StandingSkills> => {
    const active = skills.filter(({ state }) => state === 'active')
    const auto = active.filter(skill => skill.interface === 'auto')
    const { used } = auto.length === 0 ? { used: [] } : await texts(cwd, auto)
    const listed = values.include_instructions === false ? [] : active
    return { list: skillList(listed, listBudget(contextWindow)), auto: used }
  }

  return {
    catalogue,
    /** Where skills of a project's folders are looked for, beside the bundled ones. */
    roots: (folders: readonly string[]) => skillRoots(deps.places, folders, { bundled: false }).map(({ path }) => path),
    texts,

    /** The skills of a folder, or without one the user's own, and what a turn of a model would have of them. */
    async look(cwd: string | undefined, contextWindow: number): Promise<Catalogue & StandingSkills> {
      const settings = await deps.settings(cwd)
      const read = await catalogueBy(cwd, settings)
      return { ...read, ...(await standing(cwd ?? '', read, { values: settings.values, contextWindow })) }
    },

    /** What the model is told at the beginning of a turn. */
    async forTurn(
      cwd: string,
      { contextWindow, ...settings }: SkillSettings & { contextWindow: number },
    ): Promise<{ list: string; auto: string }> {
      const { values } = settings
      const { list, auto } = await standing(cwd, await catalogueBy(cwd, settings), { values, contextWindow })
      return { list: list.text, auto: auto.map(skillBlock).join('\n') }
    },

    /**
     * What a message brings along: the skills that it names and that its turn has not got yet, what all its skills leave
     * of the tools, and what is in the way.
     */
    async brought(thread: Thread, sent: MessageSent): Promise<EventBody[]> {
      const { cwd } = thread
      const turn = runningTurn(thread)
      const { skills } = newest.get(cwd) ?? (await catalogue(cwd))
      const text = textOf(sent.item.content)
      const named = namedIn(text, skills).filter(
        ({ path }) => !turn?.items.some(item => item.type === 'skill' && item.path === path),
      )
      // Those that every turn has hold from its first message on.
      const auto = turn ? [] : skills.filter(skill => skill.state === 'active' && skill.interface === 'auto')
      if (named.length === 0 && auto.length === 0) return []
      const { used, failures } = await texts(cwd, named)
      const { turnId } = sent
      const holding = [...auto, ...used.map(({ skill }) => skill)]
      return [
        ...used.map((skill, at) => skillContext(skill, { turnId, id: `${sent.item.id ?? `msg_${turnId}`}_${at}` })),
        ...restricted(restrictionOf(holding), turnId),
        ...[...failures, ...holding.flatMap(skill => missingTools(skill, deps.mcpTools()))].map(
          (warning): EventBody => ({ type: 'notice.added', turnId, level: 'warning', text: warning }),
        ),
      ]
    },
  }
}

const EMPTY: Catalogue = { skills: [], problems: [] }

const rulesOf = ({ config = [], pinned = {} }: SkillsValues): SkillRules => ({ switches: config, pinned })

async function filledIn({ branchOf, user }: SkillsDeps, cwd: string, text: string): Promise<string> {
  if (!text.includes('{{')) return text
  return withVariables(text, { cwd, gitBranch: (await branchOf(cwd)) ?? '', user })
}

const restricted = (restriction: Restriction | null, turnId: string): EventBody[] =>
  restriction === null ? [] : [{ type: 'tools.restricted', turnId, ...restriction }]

/** Says which tools of MCP servers a skill would need; nothing while they may still come. */
function missingTools({ name, mcpTools }: Skill, known: readonly string[] | null): string[] {
  const missing = mcpTools.filter(tool => known !== null && !isKnownTool(tool, known))
  return missing.map(tool => `The skill ${name} needs the MCP tool ${tool}, and no server that runs has it.`)
}
