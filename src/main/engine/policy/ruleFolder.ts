import { constants } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { evaluateRules, MAX_RULE_FILE_CHARACTERS } from '../../../core/policy/rules/evaluateRules.ts'
import { NO_RULES } from '../../../core/policy/rules/rules.ts'
import type { RuleLayer, RuleSet } from '../../../core/policy/rules/rules.ts'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'

/** Something that is wrong with a file, or that it says and does not count. */
export interface RuleProblem {
  file: string
  line: number
  message: string
}

/** What one file gives. The same object as long as the file stays the same. */
export interface RuleFile {
  file: string
  layer: RuleLayer
  rules: RuleSet
  problems: readonly RuleProblem[]
  /** None of its rules could be read: what it forbids is not known. */
  unread?: true
}

export interface FolderRequest {
  folder: string
  layer: RuleLayer
  /** Files that lie elsewhere once links are followed do not count. */
  within?: string
}

const MAX_FILES = 200
/** A repository is not the user's: its files get less time. */
const REPOSITORY_STEPS = 200_000
/** Changes that follow each other faster than the clock of a file system may leave the same times. */
const CLOCK_MS = 100

interface Remembered<T> {
  stamp: string
  value: T
}

/** Reads files of rules and remembers them until they change. Nothing it finds makes it fail. */
export interface RuleReader {
  /** The `.rules` files of a folder by name. A folder that is not there has none. */
  folder(request: FolderRequest): Promise<RuleFile[]>
  /** One file; null if there is none. `accepts` says what is wrong with a text that should not even be evaluated. */
  file(file: string, request: Omit<FolderRequest, 'folder'>, accepts?: Accepts): Promise<RuleFile | null>
}
type Accepts = (text: string) => string | null

/** A reader with a memory of its own. */
export function createRuleReader(): RuleReader {
  const files = new Map<string, Remembered<RuleFile>>()
  const names = new Map<string, Remembered<string[]>>()

  const namesIn = async (folder: string): Promise<string[] | null> => {
    const info = await stat(folder, { bigint: true }).catch(() => null)
    if (!info?.isDirectory()) return []
    const stamp = stampOf(info)
    const known = names.get(folder)
    if (known?.stamp === stamp) return known.value
    const all = await readdir(folder).catch(() => null)
    if (!all) return null
    const value = all.filter(name => name.endsWith('.rules')).toSorted()
    if (isSettled(info)) names.set(folder, { stamp, value })
    return value
  }

  const file: RuleReader['file'] = async (path, { layer, within }, accepts) => {
    const info = await stat(path, { bigint: true }).catch(() => null)
    const real = within === undefined ? path : await realpath(path).catch(() => path)
    if (!info) return null
    const stamp = `${layer} ${real} ${stampOf(info)}`
    const known = files.get(path)
    if (known?.stamp === stamp) return known.value
    const outside = within !== undefined && !real.startsWith(within.endsWith(sep) ? within : within + sep)
    const value = outside
      ? unusable(path, layer, 'it is a link that leads out of the repository, and does not count')
      : await read(real, path, layer, accepts)
    if (isSettled(info)) files.set(path, { stamp, value })
    return value
  }

  return {
    file,
    async folder({ folder, ...request }) {
      const found: RuleFile[] = []
      const inFolder = await namesIn(folder)
      if (!inFolder) return [unusable(folder, request.layer, 'this folder cannot be read, and its rules do not count')]
      for (const name of inFolder.slice(0, MAX_FILES)) {
        const read = await file(join(folder, name), request)
        if (read) found.push(read)
      }
      const left = inFolder[MAX_FILES]
      if (left === undefined) return found
      const message = `only the first ${MAX_FILES} files of a folder count; this one and those after it do not`
      return [...found, unusable(join(folder, left), request.layer, message)]
    },
  }
}

/** Changes whenever a file or folder does. The change time cannot be set back by a program. */
const stampOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join(' ')

const isSettled = ({ ctimeMs }: BigIntStats): boolean => Math.abs(Date.now() - Number(ctimeMs)) > CLOCK_MS

const unusable = (file: string, layer: RuleLayer, message: string, line = 1): RuleFile => ({
  file,
  layer,
  rules: NO_RULES,
  problems: [{ file, line, message }],
  unread: true,
})

async function read(real: string, file: string, layer: RuleLayer, accepts?: Accepts): Promise<RuleFile> {
  const text = await readRuleText(real)
  if ('problem' in text) return unusable(file, layer, text.problem)
  const objection = accepts?.(text.text)
  if (objection) return unusable(file, layer, objection)
  const evaluated = evaluateRules(text.text, file, layer, layer === 'repository' ? REPOSITORY_STEPS : undefined)
  if ('error' in evaluated) {
    const { message, line, column } = evaluated.error
    return unusable(
      file,
      layer,
      `${message} (column ${column}); no rule of this file counts until it is corrected`,
      line,
    )
  }
  const { rules } = evaluated
  return layer === 'repository' ? tightening(file, rules) : { file, layer, rules, problems: [] }
}

/** The text of a file of rules, or why it has none. Opening a pipe does not wait for its other end. */
export async function readRuleText(path: string): Promise<{ text: string } | { problem: string; missing: boolean }> {
  try {
    await using handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const info = await handle.stat()
    if (!info.isFile()) return { problem: 'it is not a regular file', missing: false }
    if (info.size > MAX_RULE_FILE_CHARACTERS) return { problem: 'it is longer than 1 MB', missing: false }
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await handle.readFile()) }
  } catch (error) {
    const problem = error instanceof TypeError ? 'it is not UTF-8 text' : `it cannot be read: ${systemErrorText(error)}`
    return { problem, missing: systemErrorCode(error) === 'ENOENT' }
  }
}

/** What counts of a repository's rules: only what makes things stricter. */
function tightening(file: string, { prefixRules, networkRules, hostExecutables }: RuleSet): RuleFile {
  const loosening = [...prefixRules, ...networkRules].filter(rule => rule.decision === 'allow')
  const ignored = [...loosening, ...hostExecutables].toSorted((a, b) => a.line - b.line)
  const [first] = ignored
  const what = ignored.length === 1 ? 'a declaration is ignored' : `${ignored.length} declarations are ignored`
  const message = `${what}: a repository can make rules stricter, and neither allow anything nor name executables`
  return {
    file,
    layer: 'repository',
    rules: {
      prefixRules: prefixRules.filter(rule => rule.decision !== 'allow'),
      networkRules: networkRules.filter(rule => rule.decision !== 'allow'),
      hostExecutables: [],
    },
    problems: first ? [{ file, line: first.line, message }] : [],
  }
}
