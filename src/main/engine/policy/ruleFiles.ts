import { realpath } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import type { RuleFileView } from '../../../contract/rules.ts'
import { amendmentOf, linesOf } from '../../../core/policy/rules/amend.ts'
import type { Amendment } from '../../../core/policy/rules/amend.ts'
import { NO_RULES } from '../../../core/policy/rules/rules.ts'
import type { PrefixRule, RuleLayer, RuleSet, UnreadRules } from '../../../core/policy/rules/rules.ts'
import { addRule, removeRule } from './amendments.ts'
import { isOwnFile, projectFile, projectHeader } from './projectFile.ts'
import { createRuleReader, readRuleText } from './ruleFolder.ts'
import type { RuleFile, RuleProblem, RuleReader } from './ruleFolder.ts'

export interface RuleFilesDeps {
  home: string
  /** The real program's home, which is only read; null where none is attached. */
  codexHome: string | null
  /** Rules of the machine; `/etc/heddle/rules` if left out. */
  systemDir?: string
  /** How long a look at the files holds, in milliseconds. */
  freshMs?: number
  /** Rules that the machine requires; the same array while they are the same. */
  required?(): readonly PrefixRule[]
  /** The root of the project that a folder belongs to, and whether the user trusts it. */
  projectOf(cwd: string): Promise<{ root: string; trusted: boolean }>
}

interface Merged {
  rules: RuleSet
  problems: RuleProblem[]
  /** The first of the user's own files or the machine's that could not be read; null where all were. */
  unread: UnreadRules | null
}

/** Whose rules must be known before anything else than reading runs. Other programs' and repositories' are extra. */
const ESSENTIAL: ReadonlySet<RuleLayer> = new Set<RuleLayer>(['requirements', 'system', 'user', 'project'])

export interface RuleFiles {
  /** The rules that count in a folder, and what is wrong with any file of them. The same object while nothing changes. */
  forFolder(cwd: string): Promise<Merged>
  /** Adds a rule for the project of a folder or for everything; see `addRule`. */
  amend(request: Amendment & { scope: 'project' | 'everywhere'; cwd: string }): Promise<{ file: string; line: number }>
  /** Takes out a rule that `amend` wrote; see `removeRule`. */
  remove(rule: { file: string; line: number; prefix: readonly string[] }): Promise<void>
  list(cwd: string): Promise<RuleFileView[]>
}

/** The files of rules of a home and of the folders people work in, lowest layer first (codex-formats 7). */
export function createRuleFiles(deps: RuleFilesDeps): RuleFiles {
  const home = resolve(deps.home)
  const reader = createRuleReader()
  const merge = rememberMerged()
  const filesFor = (cwd: string) => filesOf({ ...deps, home }, reader, cwd)
  /** What was found a moment ago: commands of one answer are judged together, and files need not be looked at for each. */
  const lately = new Map<string, { until: number; merged: Promise<Merged> }>()
  const forFolder = (cwd: string): Promise<Merged> => {
    const now = performance.now()
    const known = lately.get(cwd)
    if (known && now < known.until) return known.merged
    const merged = filesFor(cwd).then(merge)
    if (lately.size >= MAX_REMEMBERED) lately.clear()
    lately.set(cwd, { until: now + (deps.freshMs ?? FRESH_MS), merged })
    merged.catch(() => lately.delete(cwd))
    return merged
  }
  const changing = async <T>(change: Promise<T>): Promise<T> => {
    const changed = await change
    lately.clear()
    return changed
  }
  return {
    forFolder,
    amend: async ({ prefix, decision, justification, scope, cwd }) => {
      const root = scope === 'project' ? (await deps.projectOf(cwd)).root : null
      return changing(
        addRule(home, root, { prefix, decision, ...(justification === undefined ? {} : { justification }) }),
      )
    },
    remove: rule => changing(removeRule(home, rule)),
    list: async cwd => Promise.all((await filesFor(cwd)).map(file => viewOf(home, file))),
  }
}

async function filesOf(
  { home, codexHome, systemDir = '/etc/heddle/rules', projectOf, required = () => [] }: RuleFilesDeps,
  reader: RuleReader,
  cwd: string,
): Promise<RuleFile[]> {
  const { root, trusted } = await projectOf(cwd)
  const header = projectHeader(root)
  const groups = await Promise.all([
    reader.folder({ folder: systemDir, layer: 'system' }),
    codexHome === null ? [] : reader.folder({ folder: join(codexHome, 'rules'), layer: 'codex' }),
    reader.folder({ folder: join(home, 'rules'), layer: 'user' }),
    reader.file(projectFile(home, root), { layer: 'project' }, text =>
      linesOf(text)[0] === header ? null : 'its first line names another project than this one',
    ),
  ])
  const found = [...groups.flatMap(group => group ?? []), ...requiredFile(required())]
  if (!trusted) return found
  const within = await realpath(root).catch(() => root)
  const folders = foldersBetween(root, cwd).flatMap(folder => [join(folder, '.codex'), join(folder, '.heddle')])
  for (const folder of folders) {
    // The homes may lie on the way down to the project, and they are the user's.
    if (folder === home || folder === codexHome) continue
    found.push(...(await reader.folder({ folder: join(folder, 'rules'), layer: 'repository', within })))
  }
  return found
}

const requiredFiles = new WeakMap<readonly PrefixRule[], RuleFile>()

/** The rules that the machine requires as a file of them: the same one for the same rules. */
function requiredFile(prefixRules: readonly PrefixRule[]): RuleFile[] {
  const [first] = prefixRules
  if (!first) return []
  const known = requiredFiles.get(prefixRules)
  if (known) return [known]
  const made: RuleFile = { file: first.file, layer: 'requirements', rules: { ...NO_RULES, prefixRules }, problems: [] }
  requiredFiles.set(prefixRules, made)
  return [made]
}

/** The root and the folders from there down to `cwd`; the root alone when `cwd` is not under it. */
function foldersBetween(root: string, cwd: string): string[] {
  const parts = relative(root, cwd).split(sep)
  if (parts[0] === '..' || parts[0] === '') return [root]
  return [root, ...parts.map((_, index) => join(root, ...parts.slice(0, index + 1)))]
}

const MAX_REMEMBERED = 64
const FRESH_MS = 200

/** Merges files, and gives the same answer again while they are the same. */
function rememberMerged(): (files: readonly RuleFile[]) => Merged {
  const known = new Map<string, { files: readonly RuleFile[]; merged: Merged }>()
  return files => {
    const key = files.map(({ file }) => file).join('\0')
    const before = known.get(key)
    if (before?.files.every((file, index) => file === files[index])) return before.merged
    const rules: RuleSet = {
      prefixRules: files.flatMap(file => file.rules.prefixRules),
      networkRules: files.flatMap(file => file.rules.networkRules),
      hostExecutables: files.flatMap(file => file.rules.hostExecutables),
    }
    const problems = files.flatMap(file => file.problems)
    const unread = files.find(file => file.unread && ESSENTIAL.has(file.layer))?.problems[0] ?? null
    const merged = { rules, problems, unread }
    if (known.size >= MAX_REMEMBERED) known.clear()
    known.set(key, { files, merged })
    return merged
  }
}

async function viewOf(home: string, { file, layer, rules, problems }: RuleFile): Promise<RuleFileView> {
  const read = isOwnFile(home, file) ? await readRuleText(file) : null
  const lines = read && 'text' in read ? linesOf(read.text) : []
  return {
    path: file,
    layer,
    rules: rules.prefixRules.map(({ line, pattern, decision, justification }) => ({
      line,
      pattern: pattern.map(token => (typeof token === 'string' ? token : [...token])),
      decision,
      ...(justification === undefined ? {} : { justification }),
      removable: amendmentOf(lines[line - 1] ?? '') !== null,
    })),
    networkRules: rules.networkRules.map(({ line, host, protocol, decision }) => ({ line, host, protocol, decision })),
    problems: problems.map(({ line, message }) => ({ line, message })),
  }
}
