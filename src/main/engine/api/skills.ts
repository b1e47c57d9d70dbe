import type { Skill as SkillView } from '../../../contract/skills.ts'
import { frontmatterOf } from '../../../core/skills/frontmatter.ts'
import { BYTES_PER_TOKEN, textTokens } from '../../../core/context/tokens.ts'
import { skillBlock } from '../../../core/skills/inject.ts'
import { listBudget } from '../../../core/skills/list.ts'
import { isKnownTool } from '../../../core/skills/mcpTools.ts'
import { namedIn, unknownMentions } from '../../../core/skills/mentions.ts'
import { restrictionOf } from '../../../core/skills/restriction.ts'
import type { Skill } from '../../../core/skills/choose.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { Imported } from '../skills/importSkills.ts'
import type { ParsedSkill } from '../skills/parseSkill.ts'
import type { SkillFiles, WritableScope } from '../skills/skillFiles.ts'
import type { Skills, UsedSkill } from '../skills/skills.ts'

export interface SkillApiDeps {
  skills: Skills
  files: SkillFiles
  /** What a text would be as a skill in a folder of that name. */
  parse(text: string, placeName: string): Promise<ParsedSkill>
  /** Copies the skills that are in a folder or a zip file. */
  importFrom(request: { cwd: string | undefined; scope: WritableScope; from: string }): Promise<Imported>
  /** Tokens of the model that a new thread of a folder would have. */
  contextWindow(cwd: string | undefined): Promise<number>
  mcpTools(): readonly string[] | null
  /** Writes into the user's configuration which skills are off and which of several counts. */
  switchSkill(path: string, enabled: boolean): Promise<void>
  pin(name: string, path: string | null): Promise<void>
  /** Tells of changes of skills and prompts until the signal ends it. */
  watch(cwd: string | undefined, tell: () => void, signal: AbortSignal): Promise<void>
}

type SkillHandlers = Pick<Handlers, Extract<keyof Handlers, `skills/${string}` | `skill/${string}`>>

/** Skills as a person sees, writes, tries and arranges them. */
export function skillHandlers(deps: SkillApiDeps): SkillHandlers {
  const { skills, files } = deps
  return {
    'skills/list': ({ cwd }) => listed(deps, cwd),
    'skills/watch': async ({ cwd }, push, signal) => {
      let version = 1
      push({ version })
      await deps.watch(cwd, () => push({ version: ++version }), signal)
    },
    'skill/read': async ({ cwd, path }) => files.read(cwd, path),
    'skill/check': async ({ cwd, path, text }) => checked(deps, { cwd, path, text }),
    'skill/write': async ({ cwd, path, text, hash }) => ({ hash: await files.write(cwd, path, { text, hash }) }),
    'skill/create': async ({ cwd, scope, name, text }) => ({
      path: await files.create(await files.placeFor(cwd, scope, name), text),
    }),
    'skill/setEnabled': async ({ path, enabled }) => {
      await deps.switchSkill(path, enabled)
      return {}
    },
    'skill/pin': async ({ name, path }) => {
      await deps.pin(name, path)
      return {}
    },
    'skill/delete': async ({ cwd, path }) => ({ deletedId: await files.remove(cwd, path) }),
    'skill/import': ({ cwd, scope, from }) => deps.importFrom({ cwd, scope, from }),
    'skills/try': async ({ cwd, text }) => tried(skills, { cwd, text, contextWindow: await deps.contextWindow(cwd) }),
  }
}

async function listed(deps: SkillApiDeps, cwd: string | undefined) {
  const contextWindow = await deps.contextWindow(cwd)
  const { skills, problems, list } = await deps.skills.look(cwd, contextWindow)
  const known = deps.mcpTools()
  return {
    skills: await Promise.all(skills.map(async skill => viewOf(skill, await deps.files.isEditable(skill), known))),
    list: { tokens: list.tokens, maxTokens: listBudget(contextWindow), cut: list.cut, leftOut: list.leftOut },
    problems,
  }
}

function viewOf(skill: Skill, editable: boolean, known: readonly string[] | null): SkillView {
  const { rank: _, bytes, mcpTools, ...shown } = skill
  return {
    ...shown,
    mcpTools: mcpTools.map(name => ({ name, missing: isMissing(name, known) })),
    tokens: Math.ceil(bytes / BYTES_PER_TOKEN),
    editable,
  }
}

const isMissing = (tool: string, known: readonly string[] | null): boolean =>
  known !== null && !isKnownTool(tool, known)

async function checked(
  { skills, mcpTools, parse }: SkillApiDeps,
  { cwd, path, text }: { cwd: string | undefined; path: string | undefined; text: string },
) {
  const found = path === undefined ? undefined : (await skills.catalogue(cwd)).skills.find(skill => skill.path === path)
  const placeName = found ? placeNameOf(found.path) : (await parse(text, '')).header.name
  const { header, problems } = await parse(text, placeName)
  const lines = frontmatterOf(text)?.lines ?? []
  const line = lines.findIndex(entry => entry.startsWith('mcp_tools:'))
  const missing = header.mcpTools
    .filter(tool => isMissing(tool, mcpTools()))
    .map(tool => ({
      severity: 'warning' as const,
      message: `No server that runs has the tool ${tool}.`,
      line: line < 0 ? null : line + 2,
    }))
  return { problems: [...problems, ...missing], tokens: textTokens(text) }
}

/** The name that a skill has by where it is. */
const placeNameOf = (path: string): string => {
  const [folder = '', file = ''] = path.split('/').slice(-2)
  return file === 'SKILL.md' ? folder : file.replace(/\.skill\.md$/, '')
}

async function tried(
  skills: Skills,
  { cwd, text, contextWindow }: { cwd: string; text: string; contextWindow: number },
) {
  const { skills: all, list, auto } = await skills.look(cwd, contextWindow)
  const { used: named } = await skills.texts(cwd, namedIn(text, all))
  const usedAs = (why: 'mentioned' | 'auto') => (used: UsedSkill) => {
    const block = skillBlock(used)
    return { name: used.name, path: used.path, why, tokens: textTokens(block), text: block }
  }
  return {
    used: [...named.map(usedAs('mentioned')), ...auto.map(usedAs('auto'))],
    unknown: unknownMentions(
      text,
      all.filter(({ state }) => state === 'active').map(({ name }) => name),
    ),
    allowedTools: restrictionOf([...auto, ...named].map(({ skill }) => skill))?.tools ?? null,
    listText: list.text,
    listTokens: list.tokens,
  }
}
