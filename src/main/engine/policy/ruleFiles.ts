import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import {
  amendedPrefix,
  amendmentLine,
  lineOfAmendment,
  linesOf,
  withAmendment,
  withoutLine,
} from '../../../core/policy/rules/amend.ts'
import { evaluateRules } from '../../../core/policy/rules/evaluateRules.ts'
import type {
  HostExecutable,
  NetworkRule,
  PatternToken,
  PrefixRule,
  RuleLayer,
  RuleSet,
} from '../../../core/policy/rules/rules.ts'
import { underLock } from './homeLock.ts'
import { ensurePrivateFolder, replaceFile } from './replaceFile.ts'
import { createRuleReader, readRuleText } from './ruleFolder.ts'
import type { RuleFile, RuleProblem, RuleReader } from './ruleFolder.ts'

export interface RuleFilesDeps {
  home: string
  /** The real program's home, which is only read; null where none is attached. */
  codexHome: string | null
  /** Rules of the machine, e.g. `/etc/heddle/rules`. */
  systemDir: string
  /** The root of the project that a folder belongs to, and whether the user trusts it. */
  projectOf(cwd: string): Promise<{ root: string; trusted: boolean }>
}

export interface RuleFileView {
  file: string
  layer: RuleLayer
  /** `removable`: a rule that an answer wrote, which `remove` can take out again. */
  prefixRules: readonly (PrefixRule & { removable: boolean })[]
  networkRules: readonly NetworkRule[]
  hostExecutables: readonly HostExecutable[]
  problems: readonly RuleProblem[]
}

export interface RuleFiles {
  /** The rules that count in a folder, and what is wrong with any file of them. The same object while nothing changes. */
  forFolder(cwd: string): Promise<{ rules: RuleSet; problems: RuleProblem[] }>
  /**
   * Allows a prefix from now on, in this project or everywhere. Once is enough: a second time finds the line of the
   * first. Rejects with a `RuleFileError`, and changes nothing, when the rule could not count.
   */
  amend(request: {
    prefix: readonly string[]
    scope: 'project' | 'everywhere'
    cwd: string
  }): Promise<{ file: string; line: number }>
  /** Takes out a rule that `amend` wrote. Rejects with a `RuleFileError` for any other. */
  remove(request: { file: string; line: number; pattern: readonly PatternToken[] }): Promise<void>
  list(cwd: string): Promise<RuleFileView[]>
}

/** A change of rules that cannot be made; the message says what to do. */
export class RuleFileError extends Error {
  readonly code: 'rule.unwritable' | 'rule.fileInvalid' | 'rule.notRemovable' | 'rule.changed'

  constructor(code: RuleFileError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** The files of rules of a home and of the folders people work in, lowest layer first (codex-formats 7). */
export function createRuleFiles(deps: RuleFilesDeps): RuleFiles {
  const home = resolve(deps.home)
  const reader = createRuleReader()
  const merge = rememberMerged()
  const locked = <T>(work: () => Promise<T>): Promise<T> => {
    const folder = join(home, 'locks')
    return ensurePrivateFolder(folder).then(() => underLock(join(folder, 'rules.lock'), work))
  }
  const filesFor = async (cwd: string) => filesOf({ ...deps, home }, reader, cwd)

  return {
    forFolder: async cwd => merge(await filesFor(cwd)),

    async amend({ prefix, scope, cwd }) {
      if (amendmentLine(prefix) === null) {
        throw new RuleFileError('rule.unwritable', 'A rule needs at least one word, and only whole characters.')
      }
      const root = scope === 'project' ? (await deps.projectOf(cwd)).root : null
      const named = root === null ? join(home, 'rules', 'default.rules') : projectFile(home, root)
      await ensurePrivateFolder(dirname(named))
      return locked(async () => {
        // A link, e.g. into a folder of dotfiles, stays one.
        const file = await realpath(named).catch(() => named)
        const text = await currentText(file, root === null ? '' : `${projectHeader(root)}\n`)
        const there = lineOfAmendment(text, prefix)
        if (there !== null) return { file: named, line: there }
        const next = withAmendment(text, prefix)
        const evaluated = evaluateRules(next, named, 'user')
        if ('error' in evaluated) {
          const { message, line, column } = evaluated.error
          const where = `${named}:${line}:${column}`
          throw new RuleFileError(
            'rule.fileInvalid',
            `${where}: ${message}. Correct it first: no rule of the file counts.`,
          )
        }
        await replaceFile(file, next)
        return { file: named, line: linesOf(next).length - 1 }
      })
    },

    async remove({ file, line, pattern }) {
      const named = resolve(file)
      const byHand = `Edit ${named}:${line} by hand.`
      if (!isOwnFile(home, named)) {
        throw new RuleFileError(
          'rule.notRemovable',
          `Only rules of ${join(home, 'rules')} can be removed here. ${byHand}`,
        )
      }
      await locked(async () => {
        const target = await realpath(named).catch(() => named)
        const text = await currentText(target, '')
        const found = linesOf(text)[line - 1] ?? ''
        const prefix = amendedPrefix(found)
        if (prefix === null && found.includes('prefix_rule')) {
          throw new RuleFileError('rule.notRemovable', `This rule was not written by an answer. ${byHand}`)
        }
        if (prefix === null || JSON.stringify(prefix) !== JSON.stringify(pattern)) {
          throw new RuleFileError(
            'rule.changed',
            `${named}:${line} no longer holds this rule. Look at the rules again.`,
          )
        }
        await replaceFile(target, withoutLine(text, line))
      })
    },

    async list(cwd) {
      const files = await filesFor(cwd)
      return Promise.all(files.map(file => viewOf(home, file)))
    },
  }
}

async function filesOf(
  { home, codexHome, systemDir, projectOf }: RuleFilesDeps,
  reader: RuleReader,
  cwd: string,
): Promise<RuleFile[]> {
  const { root, trusted } = await projectOf(cwd)
  const found = [
    ...(await reader.folder({ folder: systemDir, layer: 'system' })),
    ...(codexHome === null ? [] : await reader.folder({ folder: join(codexHome, 'rules'), layer: 'codex' })),
    ...(await reader.folder({ folder: join(home, 'rules'), layer: 'user' })),
  ]
  const header = projectHeader(root)
  const project = await reader.file(projectFile(home, root), { layer: 'project' }, text =>
    linesOf(text)[0] === header ? null : 'its first line names another project than this one',
  )
  if (project) found.push(project)
  if (!trusted) return found
  const within = await realpath(root).catch(() => root)
  for (const folder of foldersBetween(root, cwd)) {
    for (const name of ['.codex', '.heddle']) {
      // The home itself may be a folder of the project, and it is the user's.
      if (resolve(folder, name) === home) continue
      found.push(...(await reader.folder({ folder: join(folder, name, 'rules'), layer: 'repository', within })))
    }
  }
  return found
}

/** The root and the folders from there down to `cwd`; the root alone when `cwd` is not under it. */
function foldersBetween(root: string, cwd: string): string[] {
  const parts = relative(root, cwd).split(sep)
  if (parts[0] === '..' || parts[0] === '') return [root]
  return [root, ...parts.map((_, index) => join(root, ...parts.slice(0, index + 1)))]
}

/** Where the home keeps what the user allowed in one project. */
export function projectFile(home: string, root: string): string {
  const slug = basename(root)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 8)
  return join(home, 'rules', 'projects', `${slug}-${hash}.rules`)
}

/** The first line of such a file. It decides: names can meet by chance. */
const projectHeader = (root: string): string => `# What was allowed in the project ${JSON.stringify(root)}`

const isOwnFile = (home: string, file: string): boolean =>
  file.endsWith('.rules') && [join(home, 'rules'), join(home, 'rules', 'projects')].includes(dirname(file))

async function currentText(file: string, otherwise: string): Promise<string> {
  const read = await readRuleText(file)
  if ('text' in read) return read.text
  if (read.missing) return otherwise
  throw new RuleFileError('rule.unwritable', `${file} cannot be changed: ${read.problem}.`)
}

/** Merges files, and gives the same answer again while they are the same. */
function rememberMerged(): (files: readonly RuleFile[]) => { rules: RuleSet; problems: RuleProblem[] } {
  const MAX_REMEMBERED = 64
  const known = new Map<string, { files: readonly RuleFile[]; merged: { rules: RuleSet; problems: RuleProblem[] } }>()
  return files => {
    const key = files.map(({ file }) => file).join('\0')
    const before = known.get(key)
    if (before && before.files.every((file, index) => file === files[index])) return before.merged
    const rules: RuleSet = {
      prefixRules: files.flatMap(file => file.rules.prefixRules),
      networkRules: files.flatMap(file => file.rules.networkRules),
      hostExecutables: files.flatMap(file => file.rules.hostExecutables),
    }
    const merged = { rules, problems: files.flatMap(({ problems }) => problems) }
    if (known.size >= MAX_REMEMBERED) known.clear()
    known.set(key, { files, merged })
    return merged
  }
}

async function viewOf(home: string, { file, layer, rules, problems }: RuleFile): Promise<RuleFileView> {
  const { networkRules, hostExecutables } = rules
  const read = isOwnFile(home, file) ? await readRuleText(file) : null
  const lines = read && 'text' in read ? linesOf(read.text) : []
  const isAmendment = (rule: PrefixRule) => {
    const prefix = amendedPrefix(lines[rule.line - 1] ?? '')
    return prefix !== null && JSON.stringify(prefix) === JSON.stringify(rule.pattern)
  }
  const prefixRules = rules.prefixRules.map(rule => ({ ...rule, removable: isAmendment(rule) }))
  return { file, layer, prefixRules, networkRules, hostExecutables, problems }
}
