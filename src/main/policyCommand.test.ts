import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { tempHome } from '../testing/heddle.ts'
import { heddleCommand } from '../testing/heddleCommand.ts'

interface Line {
  id: string
  cmd: string
  expect: 'run' | 'ask' | 'either'
  dangerous: boolean
}

const corpus: Line[] = JSON.parse(
  readFileSync(new URL('../core/policy/fixtures/commands.json', import.meta.url), 'utf8'),
).commands

const place = tempHome('http://127.0.0.1:1/v1')
afterAll(() => place.remove())

function heddle(args: string[], input = ''): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const [node = '', ...launch] = heddleCommand
  const child = spawn(node, [...launch, ...args], {
    env: { PATH: process.env.PATH, HOME: place.home, HEDDLE_HOME: place.home },
    cwd: place.workspace,
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', chunk => (stdout += chunk))
  child.stderr.on('data', chunk => (stderr += chunk))
  child.stdin.end(input)
  return new Promise(settle => child.on('close', code => settle({ code, stdout, stderr })))
}

/** The verdict on every line of the corpus, by its id. */
async function verdicts(approval: string, sandbox: string): Promise<Map<string, string>> {
  const input = corpus.map(({ id, cmd }) => JSON.stringify({ id, cmd })).join('\n')
  const { stdout, stderr } = await heddle(
    ['policy', 'explain', '--batch', '--approval', approval, '--sandbox', sandbox, '-C', place.workspace],
    input,
  )
  const answers = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(answers, stderr).toHaveLength(corpus.length)
  return new Map(answers.map(({ id, verdict }) => [id, verdict]))
}

const count = (lines: readonly Line[], verdict: string, found: ReadonlyMap<string, string>): Line[] =>
  lines.filter(({ id }) => found.get(id) === verdict)

const expecting = (wanted: Line['expect']) => corpus.filter(line => line.expect === wanted)
const percent = (part: readonly unknown[], whole: readonly unknown[]) =>
  `${part.length} of ${whole.length} (${((100 * part.length) / whole.length).toFixed(1)} %)`

describe.each(['read-only', 'workspace-write'])('the corpus of command lines, sandbox %s', sandbox => {
  test('nothing runs that must ask, and what only reads runs', async () => {
    const found = await verdicts('untrusted', sandbox)
    const unsafe = count(expecting('ask'), 'run', found)
    const convenient = count(expecting('run'), 'run', found)
    console.log(`${sandbox}: ${percent(unsafe, expecting('ask'))} run that must ask,`)
    console.log(`  ${percent(convenient, expecting('run'))} run that only read`)
    expect(unsafe).toEqual([])
    expect(convenient.length / expecting('run').length).toBeGreaterThanOrEqual(0.95)
  })

  test('what is dangerous asks or is refused, and nothing that only reads', async () => {
    const dangerous = corpus.filter(line => line.dangerous)
    const asking = await verdicts('on-request', sandbox)
    const never = await verdicts('never', sandbox)
    const flagged = count(dangerous, 'ask', asking)
    const refused = count(dangerous, 'refuse', never)
    const alarms = expecting('run').filter(({ id }) => asking.get(id) !== 'run' || never.get(id) !== 'run')
    console.log(`${sandbox}: ${percent(flagged, dangerous)} of the dangerous lines ask under on-request,`)
    console.log(`  ${percent(refused, dangerous)} are refused under never; ${alarms.length} false alarms`)
    expect(flagged.length / dangerous.length).toBeGreaterThanOrEqual(0.9)
    expect(refused.length / dangerous.length).toBeGreaterThanOrEqual(0.9)
    expect(alarms).toEqual([])
  })
})

test('one line is explained in words and as JSON, with the rule that decides', async () => {
  mkdirSync(join(place.home, 'rules'), { recursive: true })
  const rule = 'prefix_rule(pattern=["npm", "publish"], decision="prompt", justification="look first")\n'
  writeFileSync(join(place.home, 'rules', 'mine.rules'), rule)
  const options = ['--approval', 'on-request', '--sandbox', 'workspace-write', '-C', place.workspace]
  const words = await heddle(['policy', 'explain', ...options, 'npm test && npm publish'])
  expect(words.stdout).toMatch(/^It asks\. .*look first.*\[rule\.prompt\]\nRule: .*mine\.rules:1\n/s)
  expect(words.stdout).toContain('  npm test\n  npm publish\n')
  const json = await heddle(['policy', 'explain', '--json', ...options, 'npm publish'])
  expect(JSON.parse(json.stdout)).toMatchObject({ verdict: 'ask', reason: { rule: { line: 1 } }, unsure: null })
})

test.each([
  [['policy'], 2, ''],
  [['policy', 'explain'], 2, 'a command line is missing'],
  [['policy', 'explain', '--approval', 'maybe', 'ls'], 2, '"maybe" is no approval policy'],
  [['policy', 'explain', '--sandbox', 'glass', 'ls'], 2, '"glass" is no sandbox mode'],
  [['policy', 'expand', 'ls'], 2, 'there is no "heddle policy expand"'],
])('%j ends with %i', async (args, code, message) => {
  const run = await heddle(args)
  expect(run.code).toBe(code)
  expect(run.stderr).toContain(message)
})

test('a line of a batch that is no request is named, and the others are answered', async () => {
  const run = await heddle(['policy', 'explain', '--batch', '-C', place.workspace], '{"id":1,"cmd":"ls"}\nnonsense\n')
  expect(run.code).toBe(1)
  expect(run.stderr).toContain('nonsense')
  expect(JSON.parse(run.stdout)).toMatchObject({ id: 1, verdict: 'run' })
})
