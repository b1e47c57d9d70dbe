import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { lstat, mkdir, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Failure } from '../../../contract/procedure.ts'
import { skillNameProblem } from '../../../core/skills/header.ts'
import type { Skill } from '../../../core/skills/choose.ts'
import type { Deleted } from '../deleted.ts'
import { replaceFile } from '../replaceFile.ts'
import { systemErrorText } from '../systemErrors.ts'
import { readPlaced } from './placedSkill.ts'
import { readSkillText } from './skillText.ts'
import type { Catalogue } from './skills.ts'
import { isInside } from './walk.ts'

export type WritableScope = 'repo' | 'user'

export interface SkillFilesDeps {
  home: string
  userHome: string
  catalogue(cwd: string | undefined): Promise<Catalogue>
  /** The root of the project that a folder belongs to. */
  projectRoot(cwd: string): Promise<string>
  deleted: Pick<Deleted, 'keep'>
}

/** Files beside a skill that are named, and how deep they are looked for. */
const MAX_FILES = 200
const MAX_DEPTH = 5

export type SkillFiles = ReturnType<typeof createSkillFiles>

/** The files of skills, as a person reads and writes them. Only what is a skill already can be read or changed. */
export function createSkillFiles({ home, userHome, catalogue, projectRoot, deleted }: SkillFilesDeps) {
  const own = [join(home, 'skills'), join(userHome, '.agents', 'skills')]

  const known = async (cwd: string | undefined, path: string): Promise<Skill> => {
    const found = (await catalogue(cwd)).skills.find(skill => skill.path === path)
    if (found) return found
    throw new Failure('skill.notFound', `${path} is no skill of this folder any more.`, { path })
  }

  const isEditable = async ({ scope, root, path }: Skill): Promise<boolean> => {
    if (!isInside(path, root)) return false // a link led there: it belongs to something else
    if (scope !== 'user') return scope === 'repo'
    const roots = await Promise.all(own.map(folder => realpath(folder).catch(() => folder)))
    return roots.includes(root)
  }

  const editable = async (cwd: string | undefined, path: string): Promise<Skill> => {
    const skill = await known(cwd, path)
    if (await isEditable(skill)) return skill
    const message = `${skill.name} is not yours to change here: make a copy of your own, which then counts instead.`
    throw new Failure('skill.notEditable', message, { path })
  }

  const textOf = async (path: string): Promise<string> =>
    readPlaced(path).catch((error: unknown) => {
      throw new Failure('skill.notFound', `${path} cannot be read: ${systemErrorText(error)}.`, { path })
    })

  return {
    isEditable,

    async read(cwd: string | undefined, path: string) {
      await known(cwd, path)
      const text = await textOf(path)
      const isFolder = basename(path) === 'SKILL.md'
      const agentFile = join(dirname(path), 'agents', 'openai.yaml')
      const [files, interfaceText] = isFolder
        ? await Promise.all([
            filesBeside(path),
            readSkillText(agentFile).then(
              file => file.text,
              () => null,
            ),
          ])
        : [[], null]
      return { text, hash: hashOf(text), files, interfaceText }
    },

    /** Writes a skill that still is what `hash` says. Resolves to its new hash. */
    async write(cwd: string | undefined, path: string, { text, hash }: { text: string; hash: string }) {
      await editable(cwd, path)
      if (hashOf(await textOf(path)) !== hash)
        throw new Failure('skill.changed', `${basename(dirname(path))} was changed meanwhile.`, { path })
      await saved(path, () => replaceFile(path, text))
      return hashOf(text)
    },

    /** Where a skill of this name goes: a folder that is not there yet. Throws where none can. */
    async placeFor(cwd: string | undefined, scope: WritableScope, name: string): Promise<string> {
      const problem = skillNameProblem(name)
      if (problem !== null) throw new Failure('skill.badName', problem, { name })
      const folder = join(await rootFor(cwd, scope), name)
      const taken = await Promise.all([folder, `${folder}.skill.md`].map(path => lstat(path).catch(() => null)))
      if (taken.every(info => info === null)) return folder
      throw new Failure('skill.exists', `There is a skill ${name} already.`, { name, path: folder })
    },

    async create(folder: string, text: string): Promise<string> {
      const path = join(folder, 'SKILL.md')
      await saved(path, () => replaceFile(path, text))
      return realpath(path)
    },

    /** Takes a skill away, with everything in its folder; resolves to the id that brings it back. */
    async remove(cwd: string | undefined, path: string): Promise<string> {
      const { root } = await editable(cwd, path)
      const folder = dirname(path)
      return deleted.keep({ files: [basename(path) === 'SKILL.md' && folder !== root ? folder : path] })
    },
  }

  /** The folder that new skills of a scope go into. */
  async function rootFor(cwd: string | undefined, scope: WritableScope): Promise<string> {
    if (scope === 'user') return join(home, 'skills')
    if (cwd === undefined) throw new Failure('home.notWritable', 'There is no project that it could belong to.')
    const project = await realpath(await projectRoot(cwd))
    const root = join(project, '.agents', 'skills')
    await saved(root, () => mkdir(root, { recursive: true }))
    if (isInside(await realpath(root), project)) return root
    throw new Failure('home.notWritable', `${root} leads out of the project.`, { path: root })
  }
}

/** Does something that writes, and says plainly what kept it from that. */
export async function saved<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('home.notWritable', `${path} cannot be written: ${systemErrorText(error)}.`, { path })
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What else is in the folder of a skill, in the order of the paths. */
async function filesBeside(path: string): Promise<{ path: string; bytes: number }[]> {
  const found: { path: string; bytes: number }[] = []
  const look = async (folder: string, prefix: string, depth: number): Promise<void> => {
    const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => [])
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (found.length >= MAX_FILES) return
      const at = join(folder, entry.name)
      const name = prefix + entry.name
      if (entry.isDirectory() && depth < MAX_DEPTH) await look(at, `${name}/`, depth + 1)
      else if (entry.isFile() && at !== path) found.push({ path: name, bytes: (await stat(at)).size })
    }
  }
  await look(dirname(path), '', 0)
  return found
}
