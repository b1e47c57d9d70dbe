import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ConfigLeaf } from '../contract/config.ts'
import { start, closeLater } from '../testing/engineRig.ts'
import { runHeddle, tempHome } from '../testing/heddle.ts'
import type { TempHome } from '../testing/heddle.ts'
import { heddleCommand } from '../testing/heddleCommand.ts'

let at: TempHome
beforeEach(() => {
  at = tempHome('http://127.0.0.1:9')
  closeLater({ close: at.remove })
})

const config = (text: string) =>
  writeFileSync(join(at.home, 'config.toml'), `${readFileSync(join(at.home, 'config.toml'), 'utf8')}${text}`)
const run = (...args: string[]) => runHeddle(['config', ...args], { home: at.home, cwd: at.workspace })

describe('heddle config show', () => {
  test('prints every value, with its place if asked, and no secret', async () => {
    config('approval_policy = "never"\n[mcp_servers.docs]\ncommand = "d"\nenv = { DOCS_TOKEN = "canary" }\n')
    const plain = await run('show')
    expect(plain).toMatchObject({ code: 0, stderr: '' })
    expect(plain.stdout).toContain('approval_policy = "never"\n')
    expect(plain.stdout).toContain('max_calls_without_input = 200\n')
    expect(plain.stdout).toContain('mcp_servers.docs.env.DOCS_TOKEN = "(hidden)"\n')
    const { stdout } = await run('show', '--origin')
    expect(stdout).toContain('approval_policy = "never"  # user: ~/config.toml:5:1\n')
    expect(stdout).toContain('max_calls_without_input = 200  # default\n')
    expect(plain.stdout + stdout).not.toContain('canary')
  })

  test('is what config/read answers, also with a profile and in a folder', async () => {
    config(`[profiles.deep]\nmodel = "deep"\n[projects."${at.workspace}"]\ntrust_level = "trusted"\n`)
    writeFileSync(join(at.home, 'deep.config.toml'), 'model_verbosity = "high"\n')
    const { stdout } = await run('show', '-p', 'deep', '-C', at.workspace, '--json')
    const { client } = await start(at)
    const answer = await client.call('config/read', { cwd: at.workspace, profile: 'deep' })
    expect(JSON.parse(stdout)).toEqual(answer)
    const leaf = (key: string) => answer.leaves.find(({ path }: ConfigLeaf) => path.join('.') === key)
    expect(leaf('model')).toMatchObject({
      value: 'deep',
      origin: { layer: 'profile deep', line: 6, column: 1 },
      below: [{ value: 'gpt-5.5', origin: { layer: 'user', line: 1 } }],
    })
    expect(leaf('model_verbosity')?.origin).toMatchObject({ file: join(at.home, 'deep.config.toml'), line: 1 })
  })
})

test('values that are not what was asked for come with the reason', async () => {
  const unknown = await run('show', '-p', 'nope')
  expect(unknown.code).toBe(1)
  expect(unknown.stderr).toContain('error: There is no profile "nope".')
  const away = join(at.workspace, 'away')
  expect(await run('show', '-C', away)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(away) })
})

test('a reader that stops in the middle is no mistake', () => {
  const { HEDDLE_HOME: _, ...environment } = process.env
  const line = `${heddleCommand.map(part => `"${part}"`).join(' ')} config show | true; echo "\${PIPESTATUS[0]}"`
  const options = { env: { ...environment, HOME: at.home, HEDDLE_HOME: at.home }, encoding: 'utf8' } as const
  const { stdout, stderr } = spawnSync('bash', ['-c', line], options)
  expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' })
})

describe('heddle config check', () => {
  test('says what is wrong with its place, and fails', async () => {
    config('modle = "x"\n[model_providers.other]\nname = "Other"\nbase_url = "ftp://x"\n')
    const { code, stdout } = await run('check')
    expect(code).toBe(1)
    const file = join(at.home, 'config.toml')
    expect(stdout.split('\n')).toEqual([
      `warning: ${file}:5:1: unknown key "modle"; did you mean "model"?`,
      `error: ${file}:8:1: model_providers.other.base_url must be an http or https address, but it is "ftp://x".`,
      '',
    ])
  })

  test('is content with a configuration that is right', async () => {
    expect(await run('check')).toMatchObject({ code: 0, stdout: 'Nothing is wrong in 1 file.\n' })
  })
})

test('heddle config schema prints the schema that editors are given', async () => {
  const { stdout } = await run('schema')
  expect(stdout).toBe(readFileSync(join(import.meta.dirname, '../../config.schema.json'), 'utf8'))
})

test.each([
  [['nothing'], /there is no "heddle config nothing"/],
  [['show', '--nope'], /Unknown option '--nope'/],
])('%j is refused', async (args, words) => {
  expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(words) })
})
