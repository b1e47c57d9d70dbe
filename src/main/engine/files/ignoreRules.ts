import { lstat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import ignore from 'ignore'

/** What one rule file says of everything below its folder. */
interface RuleSet {
  /** The folder, with a separator at its end. */
  base: string
  says(path: string): 'ignored' | 'kept' | null
}

/** The rules that hold in a folder, the nearest first. */
export type IgnoreRules = readonly RuleSet[]

/** The text of a regular file; null for everything else, and without waiting. */
export type ReadText = (path: string, maxBytes: number) => Promise<string | null>

/** A rule file is a few kilobytes; what is larger is none. */
const MAX_BYTES = 1_000_000

/** The rules of the folders above a folder, as far as its repository reaches; none outside of one. */
export async function rulesAbove(folder: string, readText: ReadText): Promise<IgnoreRules> {
  const above: string[] = []
  for (let at = folder; ; at = dirname(at)) {
    if (await isRepository(at)) {
      const files = [...above.map(each => [join(each, '.gitignore'), each]), [join(at, '.git', 'info', 'exclude'), at]]
      const sets = await Promise.all(files.map(([file = '', of = '']) => ruleSet(file, of, readText)))
      return sets.filter(set => set !== null)
    }
    const parent = dirname(at)
    if (parent === at) return []
    above.push(parent)
  }
}

/** The rules that hold in a folder, where `outer` hold around it. */
export async function rulesIn(folder: string, outer: IgnoreRules, readText: ReadText): Promise<IgnoreRules> {
  const own = await ruleSet(join(folder, '.gitignore'), folder, readText)
  return own ? [own, ...outer] : outer
}

/** Whether git would leave out what has an absolute path. */
export function isIgnored(path: string, isFolder: boolean, rules: IgnoreRules): boolean {
  for (const { base, says } of rules) {
    const said = says(path.slice(base.length).replaceAll(sep, '/') + (isFolder ? '/' : ''))
    if (said !== null) return said === 'ignored'
  }
  return false
}

async function ruleSet(file: string, folder: string, readText: ReadText): Promise<RuleSet | null> {
  const text = await readText(file, MAX_BYTES)
  if (text === null) return null
  const rules = ignore({ allowRelativePaths: true }).add(text)
  return {
    base: folder.endsWith(sep) ? folder : folder + sep,
    says(path) {
      const { ignored, unignored } = rules.test(path)
      return ignored ? 'ignored' : unignored ? 'kept' : null
    },
  }
}

const isRepository = (folder: string): Promise<boolean> =>
  lstat(join(folder, '.git')).then(
    () => true,
    () => false,
  )
