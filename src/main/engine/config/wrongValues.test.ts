import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadConfig } from './load.ts'

let home: string
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'heddle-wrong-'))))
afterEach(() => rmSync(home, { recursive: true, force: true }))

const load = (text: string, overrides: string[] = []) => {
  writeFileSync(join(home, 'config.toml'), text)
  return loadConfig({ home, overrides, systemFile: join(home, 'no-such-file') })
}

test('a wrong value takes nothing with it', async () => {
  const { values, errors } = await load(`
[shell_environment_policy]
inherit = "some"
exclude = ["PRIVATE_*"]
[projects."/careful"]
trust_level = "untrusted"
[projects."/typo"]
trust_level = "trused"
[sandbox_workspace_write]
writable_roots = ["/a", 2]
exclude_slash_tmp = true
`)
  expect(values).toEqual({
    shell_environment_policy: { exclude: ['PRIVATE_*'] },
    projects: { '/careful': { trust_level: 'untrusted' }, '/typo': {} },
    sandbox_workspace_write: { exclude_slash_tmp: true },
  })
  expect(errors.map(error => error.replace(home, '')).sort()).toEqual([
    expect.stringMatching(/^\/config\.toml:10:1: sandbox_workspace_write\.writable_roots\.1: /),
    expect.stringMatching(/^\/config\.toml:3:1: shell_environment_policy\.inherit: /),
    expect.stringMatching(/^\/config\.toml:8:1: projects\.\/typo\.trust_level: /),
  ])
})

test.each(['model', '=x'])('the override %j says how it is written', async override => {
  const { values, errors } = await load('model = "m"', [override, 'model_verbosity=low'])
  expect(values).toEqual({ model: 'm', model_verbosity: 'low' })
  expect(errors).toEqual([`-c ${override}: write it as key=value.`])
})

test('a wrong value of a mode is said with its place, and the rest of the mode counts', async () => {
  const { values, errors } = await load('[modes.review]\neffort = "huge"\ninstructions = "Look for mistakes."\n')
  expect(values.modes).toEqual({ review: { instructions: 'Look for mistakes.' } })
  expect(errors.map(error => error.replace(home, ''))).toEqual([
    expect.stringMatching(/^\/config\.toml:2:1: modes\.review\.effort: /),
  ])
})
