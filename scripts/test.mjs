// npm test: installs what is missing, a browser included, runs every check and test, and ends with the count.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { relative } from 'node:path'
import { ensureBubblewrap, ensureChromium } from './browser.mjs'
import { ensureBuilt } from './build.mjs'
import { runChecks } from './check.mjs'
import { run } from './child.mjs'
import { ensureInstalled } from './install.mjs'
import { ensurePeers } from './peers.mjs'
import { inRoot, productNode, root, toolScript } from './project.mjs'
import { closingLine, stageTally, tallyPlaywright, tallyVitest } from './tally.mjs'

/** @typedef {import('./tally.mjs').Tally} Tally */

const logs = inRoot('.cache/test-logs')
/** Against what hangs: far above what a slow machine needs. */
const runnerTimeoutMs = 2_400_000
const tailLines = 30

/**
 * @param {number} passed
 * @param {string[]} failures
 * @returns {Tally}
 */
const counted = (passed, failures) => ({ passed, failures, skipped: 0 })

/** Every stage in order. Those after the install go on when one fails: one run tells all that is wrong. */
async function main() {
  mkdirSync(logs, { recursive: true })
  if (!(await stage('install', install)).ok) return [counted(0, ['install'])]
  const peers = stage('peers', () => ensurePeers({ logPath: log('peers') }))
  await stage('bubblewrap', () => ensureBubblewrap({ logPath: log('bubblewrap') }))
  const browser = await stage('browser', () => ensureChromium({ logPath: log('browser') }))

  const checks = await stage('checks', check)
  // They are compared with, not looked at.
  await peers
  const built = await stage('build', async () => ((await ensureBuilt()) ? counted(1, []) : counted(0, ['build'])))
  const unit = await stage('unit tests', () => unitTests(built.failures.length === 0))
  const journeys = await stage('journeys', () => journeyTests(browser, built.failures.length === 0))

  // Neither judges how long something takes.
  const [kills, bench] = await Promise.all([stage('kills, quick', killRuns), stage('bench, quick', benchRuns)])

  const tallies = [checks, built, unit, journeys, kills, bench]
  const failures = tallies.flatMap(tally => tally.failures)
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map(name => `  ${name}`).join('\n')}`)
  return tallies
}

/**
 * Runs a stage between a line that names it and one that says how it went.
 * @template {Tally | { note: string }} Result
 * @param {string} name
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function stage(name, work) {
  console.log(`${name} …`)
  const startedAt = Date.now()
  const result = await work()
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  console.log(`  ${name}: ${'note' in result ? result.note : closingLine([result])} (${seconds} s)`)
  return result
}

async function install() {
  const ok = await ensureInstalled()
  return { ok, note: ok ? 'packages are there' : 'no packages, so nothing can run' }
}

async function check() {
  const { passed, failed } = await runChecks()
  return counted(passed, failed)
}

/** @param {boolean} isBuilt programs are then started as built, in a tenth of the time that sources take */
function unitTests(isBuilt) {
  const args = [toolScript('vitest'), 'run', '--reporter=default', '--reporter=json']
  const env = isBuilt ? { HEDDLE_TEST_BUILD: 'fresh' } : {}
  return runner('unit tests', [...args, `--outputFile.json=${report('unit tests')}`], tallyVitest, env)
}

/** @param {import('./browser.mjs').Provided} browser @param {boolean} isBuilt */
async function journeyTests(browser, isBuilt) {
  if (browser.path === undefined) return counted(0, [`journeys need a browser: ${browser.note}`])
  if (!isBuilt) return counted(0, ['journeys need a build'])
  const env = { HEDDLE_CHROMIUM: browser.path, PLAYWRIGHT_JSON_OUTPUT_FILE: report('journeys') }
  return runner('journeys', [toolScript('playwright'), 'test', '--reporter=list,json'], tallyPlaywright, env)
}

/** The product killed some 40 times; `npm run chaos` does it more often. */
async function killRuns() {
  const args = [inRoot('e2e/chaos/run.ts'), '--quick']
  const { code, output } = await run(productNode, args, { timeoutMs: runnerTimeoutMs, logPath: log('kills') })
  if (code !== 0) showTail('kills', output)
  return code === 0 ? counted(1, []) : counted(0, ['kills, quick'])
}

/** Whether the bench still works; its figures need a quiet machine and `npm run bench`. */
async function benchRuns() {
  const args = [inRoot('e2e/bench/run.ts'), '--quick']
  const { code, output } = await run(productNode, args, { timeoutMs: runnerTimeoutMs, logPath: log('bench') })
  if (code !== 0) showTail('bench', output)
  return code === 0 ? counted(1, []) : counted(0, ['bench, quick'])
}

/**
 * Runs a test runner that writes a JSON report.
 * @param {string} name
 * @param {string[]} args
 * @param {(report: any) => Tally} read
 * @param {NodeJS.ProcessEnv} [extraEnv]
 */
async function runner(name, args, read, extraEnv = {}) {
  rmSync(report(name), { force: true })
  // FORCE_COLOR beats NO_COLOR, with a warning from every process.
  const env = { ...process.env, ...extraEnv, CI: 'true', NO_COLOR: '1', FORCE_COLOR: undefined }
  const finished = await run(productNode, args, { env, timeoutMs: runnerTimeoutMs, logPath: log(name) })
  const found = existsSync(report(name)) ? read(JSON.parse(readFileSync(report(name), 'utf8'))) : undefined
  const tally = stageTally(found, finished)
  if (tally.failures.length > 0) showTail(name, finished.output)
  return { ...tally, failures: tally.failures.map(failure => `${name}: ${failure.replace(`${root}/`, '')}`) }
}

/** @param {string} name @param {string} output */
function showTail(name, output) {
  const lines = output.trimEnd().split('\n').slice(-tailLines)
  console.log(lines.map(line => `  | ${line}`).join('\n'))
  console.log(`  The whole output is in ${relative(root, log(name))}`)
}

const log = (/** @type {string} */ name) => `${logs}/${name.replace(/ /g, '-')}.log`
const report = (/** @type {string} */ name) => `${logs}/${name.replace(/ /g, '-')}.json`

const tallies = await main()
process.exitCode = tallies.some(({ failures }) => failures.length > 0) ? 1 : 0
console.log(`\n${closingLine(tallies)}`)
