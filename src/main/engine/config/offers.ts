import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RepositoryOffer } from '../../../contract/trust.ts'
import { isTable } from '../../../core/config/merge.ts'
import { tomlLiteral } from '../../../core/config/tomlLiteral.ts'
import { commandText } from '../../../core/hooks/hook.ts'
import { readHooks } from '../../../core/hooks/readHooks.ts'
import { McpServerTable } from '../../../core/mcp/config.ts'
import type { McpServerValues } from '../../../core/mcp/config.ts'
import type { ConfigValues } from '../../../core/config/schema.ts'
import { projectRoles } from './agentRoles.ts'
import { findGuidance } from './guidance.ts'
import type { ProjectLayer } from './projectLayers.ts'
import { pathWithin, readRegularFile } from './regularFile.ts'
import { ruleOffers } from './ruleOffers.ts'

const MAX_RULES_BYTES = 256 * 1024
const MAX_SKILL_BYTES = 1024 * 1024
const MAX_ENTRIES = 200
const MAX_OFFERS = 500
const MAX_TITLE_CHARS = 300

export interface OffersRequest {
  home: string
  /** Top of the working tree: nothing outside it is looked at. */
  top: string
  /** Folders whose files count, outermost first. */
  folders: readonly string[]
  layers: readonly ProjectLayer[]
  /** What was said while the layers were read: files that cannot be used. */
  problems: readonly string[]
  /** The user's own configuration. */
  mine: ConfigValues
}

/** Everything that a repository brings along and what becomes of it. Files are only read, within limits. */
export async function repositoryOffers(request: OffersRequest): Promise<RepositoryOffer[]> {
  const offers = [
    ...request.layers.flatMap(layer => settingOffers(layer, request.mine)),
    ...request.problems.map(problemOffer),
    ...(await rulesOf(request)),
    ...(await skillsOf(request)),
    ...(await agentRolesOf(request)),
    ...(await instructionsOf(request)),
  ]
  return offers.slice(0, MAX_OFFERS).map(offer => ({ ...offer, title: shown(offer.title) }))
}

/** Text of a repository as a line on screen: short, and without characters that hide or reorder others. */
function shown(text: string): string {
  const visible = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, char => `\\u{${char.codePointAt(0)?.toString(16)}}`)
  return visible.length > MAX_TITLE_CHARS ? `${visible.slice(0, MAX_TITLE_CHARS)}…` : visible
}

function settingOffers({ file, verdicts, lineOf: lineAt }: ProjectLayer, mine: ConfigValues): RepositoryOffer[] {
  return verdicts.flatMap(({ key, value, effect, note }): RepositoryOffer[] => {
    if (key === 'mcp_servers' && isTable(value)) {
      return Object.entries(value).map(([name, table]) => ({
        ...serverOffer(name, table, mine),
        file,
        line: lineAt(`mcp_servers.${name}`),
      }))
    }
    if (key === 'hooks') {
      return readHooks(value).map(({ key: at, event, command, problem }) => ({
        kind: 'hook',
        title: `${event}: ${commandText({ command })}`,
        file,
        line: lineAt(at),
        effect: problem === null ? 'asksFirst' : 'ignored',
        note: problem ?? HOOK_ASKS,
      }))
    }
    return [{ kind: 'setting', title: `${key} = ${tomlLiteral(value)}`, file, line: lineAt(key), effect, note }]
  })
}

const ASKS_FIRST = 'It runs once you trust what it says now; whenever that changes, you are asked again.'

const HOOK_ASKS = 'It runs once you allow it under Settings, Hooks; whenever it changes, you are asked again.'

type Said = Pick<RepositoryOffer, 'kind' | 'title' | 'effect' | 'note'>

function serverOffer(name: string, table: unknown, mine: ConfigValues): Said {
  const read = McpServerTable.safeParse(table)
  const title = `${name}: ${read.success ? targetOf(read.data) : tomlLiteral(table)}`
  const ignored = (note: string): Said => ({ kind: 'mcpServer', title, effect: 'ignored', note })
  if (!read.success) return ignored('It is not written as a server can be.')
  if (hasOwnServer(mine, name)) return ignored('You have a server of that name, and yours counts.')
  const passed = variablesOf(read.data)
  const note = passed.length > 0 ? `${ASKS_FIRST} It is given ${passed.join(', ')}.` : ASKS_FIRST
  return { kind: 'mcpServer', title, effect: 'asksFirst', note: shown(note) }
}

/** Whether the user's own configuration has a server of this name. */
export function hasOwnServer(mine: ConfigValues, name: string): boolean {
  return mine.mcp_servers !== undefined && Object.hasOwn(mine.mcp_servers, name)
}

const targetOf = ({ command, args = [], url }: McpServerValues): string => url ?? [command, ...args].join(' ')

/** The user's variables that a server would see, by name. */
const variablesOf = ({
  env_vars = [],
  bearer_token_env_var: token,
  env_http_headers = {},
}: McpServerValues): string[] => [
  ...env_vars,
  ...(token === undefined ? [] : [token]),
  ...Object.values(env_http_headers),
]

/** Problems begin with `file:line:column: ` or `file `. */
function problemOffer(problem: string): RepositoryOffer {
  const [, file = '', line, note = problem] = /^(.*?\.toml)(?::(\d+):\d+)?:? (.*)$/s.exec(problem) ?? []
  return {
    kind: 'setting',
    title: file.split(/[/\\]/).slice(-2).join('/'),
    file,
    line: line === undefined ? null : Number(line),
    effect: 'ignored',
    note,
  }
}

async function rulesOf({ top, folders }: OffersRequest): Promise<RepositoryOffer[]> {
  const offers: RepositoryOffer[] = []
  for (const path of await entriesOf(folders, ['.codex/rules', '.heddle/rules'])) {
    if (!path.endsWith('.rules')) continue
    const target = await pathWithin(path, top)
    const text = target === null ? null : await readRegularFile(target, MAX_RULES_BYTES)
    if (text !== null) offers.push(...ruleOffers(text, path))
  }
  return offers
}

async function skillsOf({ top, folders }: OffersRequest): Promise<RepositoryOffer[]> {
  const offers: RepositoryOffer[] = []
  for (const folder of await entriesOf(folders, ['.heddle/skills', '.agents/skills', '.codex/skills'])) {
    const file = join(folder, 'SKILL.md')
    const target = await pathWithin(file, top)
    if (target === null || (await readRegularFile(target, MAX_SKILL_BYTES)) === null) continue
    const name = folder.split(/[/\\]/).at(-1) ?? folder
    offers.push({ kind: 'skill', title: name, file, line: null, effect: 'applies', note: null })
  }
  return offers
}

async function agentRolesOf({ home, top, folders }: OffersRequest): Promise<RepositoryOffer[]> {
  const found = { notices: [] as string[] }
  const roles = await projectRoles({ home, project: { folders, top }, found })
  const offers = roles.map(({ name, values: { description = 'no description' }, origin: file }): RepositoryOffer => {
    return {
      kind: 'setting',
      title: `agent role ${name}: ${description}`,
      file,
      line: null,
      effect: 'applies',
      note: null,
    }
  })
  return [...offers, ...found.notices.map(problemOffer)]
}

async function instructionsOf({ home, folders, mine }: OffersRequest): Promise<RepositoryOffer[]> {
  const files = await findGuidance({
    home,
    cwd: folders.at(-1) ?? home,
    fallbackNames: mine.project_doc_fallback_filenames ?? [],
    rootMarkers: mine.project_root_markers ?? ['.git'],
  })
  return files
    .filter(({ scope }) => scope === 'project')
    .map(({ path }) => ({
      kind: 'instructions',
      title: path.split(/[/\\]/).at(-1) ?? path,
      file: path,
      line: null,
      effect: 'applies',
      note: 'The model reads it whether or not the project is trusted.',
    }))
}

/** What is directly in some folders of the project, as far as anybody would have put there by hand. */
async function entriesOf(folders: readonly string[], names: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const folder of folders) for (const name of names) found.push(...(await listed(join(folder, name))))
  return found
}

async function listed(folder: string): Promise<string[]> {
  const names: string[] = []
  try {
    for await (const entry of await opendir(folder)) {
      names.push(entry.name)
      if (names.length >= MAX_ENTRIES) break
    }
  } catch {
    return [] // not there, or not a folder: nothing is offered
  }
  return names.sort().map(name => join(folder, name))
}
