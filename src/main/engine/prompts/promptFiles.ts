import { createHash } from 'node:crypto'
import { readdir, rename, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Failure } from '../../../contract/procedure.ts'
import type { Prompt } from '../../../contract/skills.ts'
import { nameProblemsOf, promptNameProblem } from '../../../core/prompts/names.ts'
import { parsePromptFile } from '../../../core/prompts/promptFile.ts'
import type { Deleted } from '../deleted.ts'
import { replaceFile } from '../replaceFile.ts'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'
import type { PromptText } from './bundledPrompts.ts'

const MAX_FILE_BYTES = 256 * 1024
/** Files of one folder that are read. */
const MAX_FILES = 500
const BUNDLED = 'bundled:'

export interface PromptFilesDeps {
  home: string
  /** The home of the real program, whose prompts are only read; null where there is none. */
  codexHome: string | null
  bundled(): Promise<readonly PromptText[]>
  /** The text of a regular file; rejects, without waiting, for anything else and for more than `maxBytes`. */
  openFile(path: string, maxBytes: number): Promise<string>
  deleted: Pick<Deleted, 'keep'>
}

export type PromptFiles = ReturnType<typeof createPromptFiles>

type Found = Pick<Prompt, 'path' | 'name' | 'scope' | 'text'>

/** The prompts that a person can use: those of the home, those of the real program, the bundled ones. */
export function createPromptFiles({ home, codexHome, bundled, openFile, deleted }: PromptFilesDeps) {
  const folder = join(home, 'prompts')
  const pathOf = (name: string) => join(folder, `${name}.md`)

  const filesIn = async (dir: string, scope: Prompt['scope'], problems: string[]): Promise<Found[]> => {
    const names = (await namesIn(dir, problems)).filter(name => name.endsWith('.md') && !name.startsWith('.'))
    if (names.length > MAX_FILES) problems.push(`${dir} has ${names.length} prompts: the first ${MAX_FILES} are read.`)
    const read = names.slice(0, MAX_FILES).map(async file => {
      const path = join(dir, file)
      try {
        return { path, name: file.slice(0, -3), scope, text: await openFile(path, MAX_FILE_BYTES) }
      } catch (error) {
        problems.push(`${path} cannot be used: ${systemErrorText(error)}.`)
        return null
      }
    })
    return (await Promise.all(read)).filter(found => found !== null)
  }

  /** The text of a prompt that can be changed. Throws for any other. */
  const editable = async (path: string): Promise<string> => {
    if (path.startsWith(BUNDLED) || dirname(path) !== folder || !path.endsWith('.md'))
      throw new Failure('prompt.notEditable', 'Only prompts of your own can be changed.', { path })
    return openFile(path, MAX_FILE_BYTES).catch((error: unknown) => {
      throw new Failure('prompt.notFound', `${basename(path)} cannot be read: ${systemErrorText(error)}.`, { path })
    })
  }

  /** Where a prompt of this name goes. Throws where none can; the file that is about to be renamed is not in the way. */
  const placeFor = async (name: string, from?: string): Promise<string> => {
    const problem = promptNameProblem(name)
    if (problem !== null) throw new Failure('prompt.badName', problem, { name })
    const others = (await namesIn(folder, [])).filter(file => join(folder, file) !== from)
    const taken = others.some(file => file.toLowerCase() === `${name}.md`.toLowerCase())
    if (taken) throw new Failure('prompt.exists', `There is a prompt ${name} already.`, { name })
    return pathOf(name)
  }

  return {
    /** All prompts, those that count first; of one name the person's own counts, then the real program's. */
    async list(): Promise<{ prompts: Prompt[]; problems: string[] }> {
      const problems: string[] = []
      const [own, codex, ours] = await Promise.all([
        filesIn(folder, 'user', problems),
        codexHome === null ? [] : filesIn(join(codexHome, 'prompts'), 'codex', problems),
        bundled(),
      ])
      const all = [...own, ...codex, ...ours.map(({ name, text }) => bundledOf(name, text))]
      const known = new Set<string>()
      const prompts = all.map(found => {
        const key = found.name.toLowerCase()
        const prompt = promptOf(found, known.has(key))
        if (prompt.problems.every(({ severity }) => severity !== 'error')) known.add(key)
        return prompt
      })
      return { prompts: prompts.toSorted(inOrder), problems: problems.toSorted() }
    },

    async create(name: string, text: string): Promise<string> {
      const path = await placeFor(name)
      await saved(path, () => replaceFile(path, text))
      return path
    },

    /** Writes a prompt that still is what `hash` says. Resolves to its new hash. */
    async write(path: string, text: string, hash: string): Promise<string> {
      const before = await editable(path)
      if (hashOf(before) !== hash)
        throw new Failure('prompt.changed', `${basename(path)} was changed meanwhile.`, { path })
      await saved(path, () => replaceFile(path, text))
      return hashOf(text)
    },

    async rename(path: string, name: string): Promise<string> {
      await editable(path)
      const to = await placeFor(name, path)
      await saved(to, () => rename(path, to))
      return to
    },

    /** Takes a prompt away; resolves to the id that brings it back. */
    async remove(path: string): Promise<string> {
      await editable(path)
      return deleted.keep({ files: [path] })
    },
  }
}

const bundledOf = (name: string, text: string): Found => ({ path: BUNDLED + name, name, scope: 'bundled', text })

function promptOf(found: Found, shadowed: boolean): Prompt {
  const { description, argumentHint, problems } = parsePromptFile(found.text)
  return {
    ...found,
    description,
    argumentHint,
    hash: hashOf(found.text),
    shadowed,
    editable: found.scope === 'user',
    problems: [...nameProblemsOf(found.name), ...problems],
  }
}

const inOrder = (a: Prompt, b: Prompt): number =>
  Number(a.shadowed) - Number(b.shadowed) || (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What a folder has in it, in a fixed order; nothing where there is none. */
async function namesIn(folder: string, problems: string[]): Promise<string[]> {
  try {
    // A pipe or a file in its place would be read, or waited for.
    if (!(await stat(folder)).isDirectory()) throw new Error('it is not a folder')
    return (await readdir(folder)).toSorted()
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') problems.push(`${folder} cannot be read: ${systemErrorText(error)}.`)
    return []
  }
}

async function saved(path: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    throw new Failure('home.notWritable', `${path} could not be written: ${systemErrorText(error)}.`, { path })
  }
}
