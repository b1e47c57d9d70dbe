import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FEATURES, isFeatureOn } from '../../core/config/features.ts'
import { callsOf } from '../../core/thread/thread.ts'
import { begin, ended, rig, send } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'

/** The tools that each switch takes away. */
const TOOLS: [feature: string, tools: string[]][] = [
  ['multi_agent', ['spawn_agent']],
  ['shell_tool', ['exec_command', 'write_stdin']],
  ['view_image', ['view_image']],
  ['request_user_input', ['request_user_input']],
]

test.each(TOOLS)('%s takes its tools away, and only those', async (feature, tools) => {
  const at = await rig(script().says('Yes.').next().says('Yes.'))
  const { threadId, seen } = await begin(at)
  const offered = async (turn: number): Promise<string[]> => {
    await send(at.client, threadId, 'go')
    await seen.until(ended(turn))
    const names = JSON.stringify(at.model.requests[turn - 1]?.body.tools)
    return TOOLS.flatMap(([, each]) => each).filter(name => names.includes(`"${name}"`))
  }
  const all = TOOLS.flatMap(([, each]) => each)
  expect(await offered(1)).toEqual(all)
  // From the next turn, without a restart.
  const file = join(at.home.home, 'config.toml')
  writeFileSync(
    file,
    `features.${feature} = false\nmodel = "gpt-5.5"\nmodel_provider = "mock"\n${providerOf(at.model.url)}`,
  )
  expect(await offered(2)).toEqual(all.filter(name => !tools.includes(name)))
})

const providerOf = (url: string) =>
  `model_providers.mock = { name = "Mock", base_url = "${url}", env_key = "MOCK_KEY", wire_api = "responses" }\n`

test('a call of a tool that is switched off is answered as one that does not exist', async () => {
  const at = await rig(
    script().calls('exec_command', { cmd: 'echo canary > made.txt' }).next().says('Oh.'),
    '[features]\nshell_tool = false\n',
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const thread = await seen.until(ended(1))
  const [call] = thread.turns.flatMap(callsOf)
  expect(call).toMatchObject({ phase: 'done', status: 'failed' })
  expect(JSON.stringify(at.model.requests[1]?.input.at(-1))).toContain('unsupported call: exec_command')
  expect(existsSync(join(at.home.workspace, 'made.txt'))).toBe(false)
})

test('shell_snapshot switches what the login shell sets', async () => {
  const run = async (config: string) => {
    const at = await rig(script().calls('exec_command', { cmd: 'echo "[$FROM_PROFILE]"' }).next().says('Ok.'), config)
    writeFileSync(join(at.home.home, '.bash_profile'), 'export FROM_PROFILE=here\n')
    writeFileSync(join(at.home.home, '.profile'), 'export FROM_PROFILE=here\n')
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    return JSON.stringify(await seen.until(ended(1)))
  }
  expect(await run('')).toContain('[here]')
  expect(await run('[features]\nshell_snapshot = false\n')).toContain('[]')
  expect(await run('allow_login_shell = false\n')).toContain('[]')
})

test('a feature is as it is by default, or as the configuration says', () => {
  for (const { name, default: on } of FEATURES) {
    expect(isFeatureOn(name, undefined)).toBe(on)
    expect(isFeatureOn(name, { [name]: !on })).toBe(!on)
    expect(isFeatureOn(name, { [name]: { detailed: true } })).toBe(on)
  }
})
