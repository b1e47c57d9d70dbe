import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realCodex } from '../testing/peers.ts'
import { execpolicyCommand } from './execpolicyCommand.ts'

/** What the real program answered; null where it refused the file. */
interface Case {
  text: string
  command: string[]
  resolve?: boolean
  answer: unknown
}
const CASES = new URL('../core/policy/rules/fixtures/agreement.json', import.meta.url)
const cases: Case[] = JSON.parse(await readFile(CASES, 'utf8'))
const codex = realCodex()

let cwd = ''
beforeAll(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'heddle-execpolicy-')))
  await writeFile(join(cwd, 'git.rules'), 'prefix_rule(["git"], "prompt", justification="w")\n')
  await writeFile(join(cwd, 'status.rules'), 'prefix_rule(["git", "status"])\n')
  await writeFile(join(cwd, 'broken.rules'), '\nprefix_rule(["git"], "perhaps")\n')
  await writeFile(join(cwd, 'latin.rules'), Buffer.from([0xff]))
  await mkdir(join(cwd, 'folder.rules'))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

interface Answer {
  code: number | null
  stdout: string
  stderr: string
}

async function ours(...args: string[]): Promise<Answer> {
  const out = { stdout: '', stderr: '' }
  const code = await execpolicyCommand(args, {
    cwd,
    stdout: { write: text => (out.stdout += text) },
    stderr: { write: text => (out.stderr += text) },
  })
  return { code, ...out }
}

function theirs(program: string, ...args: string[]): Promise<Answer> {
  const child = spawn(program, ['execpolicy', ...args], {
    cwd,
    env: { CODEX_HOME: cwd },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => (out.stdout += chunk))
  child.stderr.on('data', chunk => (out.stderr += chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code, ...out }))
  })
}

async function argumentsOf({ text, command, resolve }: Case, file: string): Promise<string[]> {
  await writeFile(join(cwd, file), text)
  return ['check', '--rules', file, ...(resolve ? ['--resolve-host-executables'] : []), '--', ...command]
}

const recorded = ({ answer }: Case): string =>
  answer === null ? '' : `${JSON.stringify(answer).replaceAll('{cwd}', cwd)}\n`

test.each(cases.map(each => [each.text, each] as const))('answers as the real program: %j', async (_, each) => {
  const { code, stdout, stderr } = await ours(...(await argumentsOf(each, 'case.rules')))
  expect({ code, stdout }).toEqual({ code: each.answer === null ? 1 : 0, stdout: recorded(each) })
  if (each.answer === null) {
    expect(stderr).toMatch(/^Error: failed to parse policy at case.rules\n[^]*--> case\.rules:\d+:\d+\n$/)
  } else expect(stderr).toBe('')
})

const reason = 'missing' in codex ? ` (${codex.missing})` : ''
test.skipIf('missing' in codex)(
  `the real program still answers what was recorded${reason}`,
  async () => {
    const program = 'path' in codex ? codex.path : ''
    for (const each of cases) {
      const { code, stdout, stderr } = await theirs(program, ...(await argumentsOf(each, 'peer.rules')))
      expect({ text: each.text, code, stdout }).toEqual({
        text: each.text,
        code: each.answer === null ? 1 : 0,
        stdout: recorded(each),
      })
      if (code === 1) expect(stderr).toMatch(/^Error: failed to parse policy at peer.rules\n/m)
    }
  },
  120_000,
)

/** Arguments on which both programs end in the same way. */
const LINES: readonly [args: string, code: number, stderr: RegExp][] = [
  ['check', 2, /^error: .*--rules/],
  ['check --rules git.rules', 2, /^error: which command/],
  ['check --rules', 2, /^error: --rules needs the name of a file/],
  ['check git --rules git.rules', 2, /^error: which rules/],
  ['nothing', 2, /^error: there is no command "execpolicy nothing"/],
  ['check --rules git.rules git x', 0, /^$/],
  ['check --rules=git.rules git', 0, /^$/],
  ['check -r git.rules -rstatus.rules git status', 0, /^$/],
  ['check -r git.rules -r status.rules -- git status', 0, /^$/],
  ['check --rules git.rules --rules status.rules git status', 0, /^$/],
  ['check --rules git.rules --pretty git', 0, /^$/],
  ['check --pretty --rules git.rules hg', 0, /^$/],
  ['check --rules git.rules git --pretty', 0, /^$/],
  ['check --rules git.rules --unknown git', 0, /^$/],
  ['check --rules broken.rules git', 1, /^Error: failed to parse policy at broken.rules\n[^]*broken.rules:2:1/],
  ['check --rules git.rules --rules broken.rules git', 1, /^Error: failed to parse policy at broken.rules\n/],
  ['check --rules none.rules git', 1, /^Error: failed to read policy at none.rules\n[^]*No such file or directory/],
  ['check --rules latin.rules git', 1, /^Error: failed to read policy at latin.rules\n[^]*valid UTF-8/],
  ['check --rules folder.rules git', 1, /^Error: failed to read policy at folder.rules\n/],
]

describe.each(LINES)('execpolicy %s', (line, code, stderr) => {
  test(`ends with ${code}`, async () => {
    const answer = await ours(...line.split(' '))
    expect(answer.code).toBe(code)
    expect(answer.stderr).toMatch(stderr)
    expect(answer.stdout === '').toBe(code !== 0)
  })

  test.skipIf('missing' in codex)('as in the real program', async () => {
    const [real, own] = [
      await theirs('path' in codex ? codex.path : '', ...line.split(' ')),
      await ours(...line.split(' ')),
    ]
    expect({ code: own.code, stdout: own.stdout }).toEqual({ code: real.code, stdout: real.stdout })
  })
})

test('help is not an error', async () => {
  expect(await ours('check', '--help')).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringContaining('--rules'),
  })
})
