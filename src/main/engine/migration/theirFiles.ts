import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { MigrationItem } from '../../../contract/migration.ts'
import type { Planned } from './plan.ts'

/** Nobody has more of them. */
const MAX_FILES = 500
const MAX_BYTES = 1024 * 1024

export interface BothHomes {
  theirs: string
  ours: string
  /** The text of a regular file of at most so many bytes; null for everything else. */
  readText(path: string, maxBytes: number): Promise<string | null>
  /** Files of theirs apply here already, as the lowest layer. */
  isAttached: boolean
}

/** Their profile files, rules, skills, prompts and instructions. Files are only read. */
export async function planFiles(both: BothHomes): Promise<Planned[]> {
  const found = await Promise.all([
    profilesIn(both),
    filesIn(both, 'rules', 'rules', name => name.endsWith('.rules')),
    skillsIn(both),
    filesIn(both, 'prompts', 'prompt', name => name.endsWith('.md')),
    hooksFile(both),
    ...['AGENTS.md', 'AGENTS.override.md'].map(name => file(both, name, { kind: 'instructions', title: name })),
  ])
  return found.flat()
}

/** Hooks can stand in a file of their own there. Here they stand in `config.toml`. */
async function hooksFile({ theirs, readText }: BothHomes): Promise<Planned[]> {
  const file = join(theirs, 'hooks.json')
  if ((await readText(file, MAX_BYTES)) === null) return []
  const note = 'Hooks are read from config.toml here. Write those you want to keep there.'
  const item: MigrationItem = {
    id: 'file:hooks.json',
    kind: 'setting',
    title: 'hooks.json',
    file,
    line: null,
    state: 'refused',
    note,
  }
  return [{ item, way: { type: 'none' } }]
}

async function profilesIn(both: BothHomes): Promise<Planned[]> {
  const names = await namesIn(both.theirs, name => /^[\w.-]+\.config\.toml$/.test(name))
  const of = names.map(name => file(both, name, { kind: 'profile', title: name.slice(0, -'.config.toml'.length) }))
  return (await Promise.all(of)).flat()
}

async function filesIn(
  both: BothHomes,
  folder: string,
  kind: MigrationItem['kind'],
  is: (name: string) => boolean,
): Promise<Planned[]> {
  const names = await namesIn(join(both.theirs, folder), is)
  const of = names.map(name => file(both, join(folder, name), { kind, title: name }))
  return (await Promise.all(of)).flat()
}

async function skillsIn(both: BothHomes): Promise<Planned[]> {
  // What begins with a dot came with the program.
  const names = await namesIn(join(both.theirs, 'skills'), name => !name.startsWith('.'))
  const of = names.map(name => file(both, join('skills', name), { kind: 'skill', title: name, inside: 'SKILL.md' }))
  return (await Promise.all(of)).flat()
}

interface Said {
  kind: MigrationItem['kind']
  title: string
  /** Of a folder: the file that tells it from another. */
  inside?: string
}

async function file(both: BothHomes, path: string, { kind, title, inside = '' }: Said): Promise<Planned[]> {
  const [from, to] = [join(both.theirs, path), join(both.ours, path)]
  const theirs = await both.readText(join(from, inside), MAX_BYTES)
  if (theirs === null) return []
  const mine = await both.readText(join(to, inside), MAX_BYTES)
  const state = mine === null ? 'new' : mine === theirs ? 'same' : 'conflict'
  const item: MigrationItem = {
    id: `file:${path}`,
    kind,
    title,
    file: join(from, inside),
    line: null,
    state,
    note: noteOf(state, both.isAttached && kind !== 'profile'),
  }
  return [{ item, way: state === 'same' ? { type: 'none' } : { type: 'copy', from, to } }]
}

function noteOf(state: MigrationItem['state'], appliesAlready: boolean): string | null {
  if (state === 'conflict') return 'Another one of this name is here. It goes to the trash.'
  return state === 'new' && appliesAlready
    ? 'It counts here already, from there. Brought here, it is yours to change.'
    : null
}

async function namesIn(folder: string, is: (name: string) => boolean): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []) // not there, or no folder: nothing to bring
  return names.filter(is).sort().slice(0, MAX_FILES)
}
