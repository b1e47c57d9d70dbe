// npm run check: everything that can be judged without running the product. One line for each check.
import { readFileSync } from 'node:fs'
import { run } from './child.mjs'
import { lockProblems, versionProblems } from './checks/packages.mjs'
import { lengthProblems, machinePathProblems } from './checks/text.mjs'
import { filesUnder } from './fingerprint.mjs'
import { ensureInstalled } from './install.mjs'
import { inRoot, isEntry, productNode, root, toolScript } from './project.mjs'

const toolTimeoutMs = 180_000
/** Each check uses one core. */
const atOnce = 2

/** @type {Promise<string[]> | undefined} */
let buildProblems
/** The types of the tests read what this writes. */
const typesBuilt = () => (buildProblems ??= tool('tsc', '-b'))

/** @typedef {{ name: string, problems(): string[] | Promise<string[]> }} Check */

/** @type {Check[]} */
const checks = [
  { name: 'format', problems: () => tool('prettier', '--check', '--log-level', 'warn', '.') },
  { name: 'types', problems: typesBuilt },
  { name: 'types of the tests', problems: () => typesBuilt().then(() => tool('tsc', '-p', 'tsconfig.test.json')) },
  { name: 'types of the scripts', problems: () => tool('tsc', '-p', 'scripts/tsconfig.json') },
  { name: 'lint', problems: () => tool('oxlint', '--deny-warnings', '--format', 'unix', '.') },
  { name: 'import rules', problems: () => script(inRoot('scripts/checks/imports.mjs')) },
  { name: 'generated files', problems: () => script(inRoot('scripts/generated.mjs'), '--check') },
  { name: 'lockfile', problems: () => lockProblems(readJson('package-lock.json')) },
  { name: 'exact versions', problems: () => versionProblems(readJson('package.json')) },
  {
    name: 'file lengths',
    problems: () => lengthProblems(read(['src', 'e2e', 'scripts', 'bin'], /\.([cm]?[jt]sx?|css)$/)),
  },
  { name: 'no machine paths', problems: () => machinePathProblems(read(['README.md', 'AGENTS.md', 'docs'], /\.md$/)) },
]

/**
 * Runs every check and prints a line for each.
 * @returns {Promise<{ passed: number, failed: string[] }>} `failed` names the checks
 */
export async function runChecks() {
  /** @type {string[]} */
  const failed = []
  const waiting = [...checks]
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) if (!(await holds(next))) failed.push(next.name)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return { passed: checks.length - failed.length, failed }
}

/** @param {Check} check @returns {Promise<boolean>} */
async function holds({ name, problems }) {
  const startedAt = Date.now()
  const found = await problems()
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  console.log(`  ${found.length === 0 ? 'ok    ' : 'failed'} ${name} (${seconds} s)`)
  for (const problem of found) console.log(`         ${problem}`)
  return found.length === 0
}

/** @param {string} name a tool of the project @param {string[]} args */
const tool = (name, ...args) => script(toolScript(name), ...args)

/**
 * Runs a script that is silent when all is well; the lines it prints when it fails are the problems.
 * @param {string} path
 * @param {string[]} args
 */
async function script(path, ...args) {
  const { code, output, timedOut } = await run(productNode, [path, ...args], { timeoutMs: toolTimeoutMs })
  if (timedOut) return [`took longer than ${toolTimeoutMs / 1000} s`]
  if (code === 0) return []
  const lines = output.split('\n').filter(line => line.trim() !== '')
  return lines.length > 0 ? lines : [`ended with code ${code} and said nothing`]
}

const readJson = (/** @type {string} */ path) => JSON.parse(readFileSync(inRoot(path), 'utf8'))

/** @param {string[]} paths @param {RegExp} names */
const read = (paths, names) =>
  paths
    .flatMap(path => filesUnder(root, path))
    .filter(path => names.test(path))
    .map(path => ({ path, text: readFileSync(inRoot(path), 'utf8') }))

if (isEntry(import.meta.url)) {
  const installed = await ensureInstalled()
  const failed = installed ? (await runChecks()).failed : ['install']
  if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`)
  process.exitCode = failed.length > 0 ? 1 : 0
}
