import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { configKeys } from '../../../core/config/keys.ts'
import type { ConfigKey } from '../../../core/config/keys.ts'
import { defaultLayer, leavesOf } from '../../../core/config/leaves.ts'
import type { Leaf } from '../../../core/config/leaves.ts'
import { projectMay } from '../../../core/config/restrict.ts'
import { HIDDEN } from '../../../core/config/secrets.ts'
import { tomlKey, tomlLiteral } from '../../../core/config/tomlLiteral.ts'
import { loadConfig } from './load.ts'
import type { LoadedConfig } from './load.ts'

const root = mkdtempSync(join(tmpdir(), 'heddle-keys-'))
const home = join(root, 'home')
const project = join(root, 'project')
const systemFile = join(root, 'system.toml')
afterAll(() => rmSync(root, { recursive: true }))

beforeEach(() => {
  for (const folder of [home, project]) rmSync(folder, { recursive: true, force: true })
  rmSync(systemFile, { force: true })
  mkdirSync(home)
  mkdirSync(join(project, '.git'), { recursive: true })
  mkdirSync(join(project, '.heddle'))
  writeFileSync(join(project, '.git', 'HEAD'), 'ref: refs/heads/main\n')
})

const userFile = join(home, 'config.toml')
const load = (over: Partial<Parameters<typeof loadConfig>[0]> = {}): Promise<LoadedConfig> =>
  loadConfig({ home, userHome: root, systemFile, requirementsFile: join(root, 'none'), ...over })

/** Values that a key takes, each another one. Some have a form of their own. */
const OWN_VALUES: Readonly<Record<string, readonly [unknown, unknown]>> = {
  'mcp_servers.*.url': ['https://a.example/mcp', 'https://b.example/mcp'],
  'mcp_servers.*.oauth_resource': ['https://a.example', 'https://b.example'],
  'agents.interrupt_message': [true, false],
  hooks: [{ Stop: [{ command: 'a' }] }, { Stop: [{ command: 'b' }] }],
}

function valuesOf({ path, type, values }: ConfigKey): readonly [unknown, unknown] {
  const own = OWN_VALUES[path.join('.')]
  if (own) return own
  if (type === 'enum') return [values?.[0], values?.[1]]
  if (type === 'number') return [11, 12]
  if (type === 'boolean') return [true, false]
  if (type === 'strings') return [['one'], ['two']]
  return type === 'map' ? [{ K: 'one' }, { K: 'two' }] : ['one', 'two']
}

/** What no key of this type takes. */
const wrongFor = ({ type }: ConfigKey): unknown => (type === 'string' || type === 'enum' ? 7 : 'wrong')

const concrete = ({ path }: ConfigKey): string[] => path.map(part => (part === '*' ? 'it' : part))
const toml = (path: readonly string[], value: unknown): string =>
  `# first line\n${tomlKey(path)} = ${tomlLiteral(value)}\n`

/** Keys that hold values. Those inside lists are of one value with their list. */
const keys = configKeys().filter(
  key =>
    key.type !== 'table' &&
    key.type !== 'list' &&
    !configKeys().some(({ path, type }) => type === 'list' && path.every((part, index) => key.path[index] === part)),
)
const named = keys.map(key => [key.path.join('.'), key] as const)

const leafOf = ({ layers }: LoadedConfig, path: readonly string[]): Leaf | undefined =>
  leavesOf([defaultLayer(), ...layers]).find(leaf => leaf.path.join('.') === path.join('.'))
/** Tables of texts are as many values. */
const at = (path: readonly string[], value: unknown) =>
  path.at(-1) === 'experimental_bearer_token'
    ? { path: [...path], value: HIDDEN }
    : typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { path: [...path, ...Object.keys(value)], value: Object.values(value)[0] as unknown }
      : { path: [...path], value }

test('every key says what it is for', () => {
  expect(keys.length).toBeGreaterThan(100)
  expect(configKeys().filter(({ path, about }) => path.at(-1) !== '*' && !/^.{8,}\.$/.test(about))).toEqual([])
  expect(configKeys().filter(({ type, values = [] }) => type === 'enum' && values.length < 2)).toEqual([])
})

test('every default is one that its key takes', async () => {
  const values = leavesOf([defaultLayer()])
  writeFileSync(userFile, values.map(({ path, value }) => `${tomlKey(path)} = ${tomlLiteral(value)}\n`).join(''))
  const loaded = await load()
  expect(loaded.problems).toEqual([])
  for (const { path, value } of values) {
    expect(leafOf(loaded, path)).toMatchObject({ value, origin: { layer: 'user' }, below: [{ value }] })
    expect(leafOf(await load({ home: root }), path)).toMatchObject({ value, origin: { layer: 'default' }, below: [] })
  }
})

describe('each layer goes over those below it', () => {
  test.each(named)('%s', async (_, key) => {
    const path = concrete(key)
    const [first, second] = valuesOf(key)
    const layers = [
      { name: 'system', file: systemFile, head: '' },
      { name: 'user', file: userFile, head: '' },
      ...(key.inProfile ? [{ name: 'profile deep', file: join(home, 'deep.config.toml'), head: '' }] : []),
    ]
    const said: { value: unknown; layer: string }[] = []
    for (const [index, { name, file }] of layers.entries()) {
      const value = index % 2 === 0 ? first : second
      writeFileSync(file, toml(path, value))
      const loaded = await load({ profile: name.startsWith('profile') ? 'deep' : null })
      expect(loaded.errors).toEqual([])
      const own = at(path, value)
      const leaf = leafOf(loaded, own.path)
      expect(leaf).toMatchObject({ value: own.value, origin: { layer: name, file, line: 2 } })
      const below = leaf?.below.filter(({ origin }) => origin.layer !== 'default')
      expect(below?.map(each => each.origin.layer)).toEqual(said.map(({ layer }) => layer).reverse())
      said.push({ value, layer: name })
    }
    const flagged = await load({
      profile: key.inProfile ? 'deep' : null,
      overrides: [toml(path, first).split('\n')[1] ?? ''],
    })
    const own = at(path, first)
    expect(leafOf(flagged, own.path)).toMatchObject({ value: own.value, origin: { layer: 'command line' } })
  })
})

const TAKES_ANYTHING = new Set(['hooks', 'agents.interrupt_message'])
/** What the file says beside the wrong value. */
const NEIGHBOUR = 'project_root_markers'

describe('a value of the wrong type is left out, and said with its place', () => {
  test.each(named.filter(([name]) => !TAKES_ANYTHING.has(name) && name !== NEIGHBOUR))('%s', async (_, key) => {
    const path = concrete(key)
    writeFileSync(userFile, `${toml(path, wrongFor(key))}project_root_markers = ["kept"]\n`)
    const loaded = await load()
    const name = path.join('.')
    const wrong = loaded.problems.filter(({ severity }) => severity === 'error')
    expect(wrong).toMatchObject([{ file: userFile, line: 2, column: 1 }, ...wrong.slice(1)])
    expect(wrong[0]?.key?.startsWith(name)).toBe(true)
    expect(leafOf(loaded, path)?.origin.layer ?? 'default').toBe('default')
    expect(loaded.values.project_root_markers).toEqual(['kept'])
  })
})

describe('an unknown neighbour is told with the key that may have been meant', () => {
  const neighbours = named.filter(([, key]) => (key.path.at(-1) ?? '').length > 5)
  test.each(neighbours)('%s', async (_, key) => {
    const path = concrete(key)
    const name = path.at(-1) ?? ''
    const typo = `${name.slice(0, -1)}${name.endsWith('x') ? 'y' : 'x'}x`
    writeFileSync(userFile, toml([...path.slice(0, -1), typo], 1))
    const { problems } = await load()
    const told = problems.find(({ suggestion }) => suggestion !== null)
    expect(told).toMatchObject({ severity: 'warning', file: userFile, line: 2, column: 1, suggestion: name })
  })
})

describe('a trusted project sets only what it may', () => {
  test.each(named.filter(([, { path }]) => projectMay(path) === 'nothing'))('not %s', async (_, key) => {
    const path = concrete(key)
    writeFileSync(userFile, `[projects."${project}"]\ntrust_level = "trusted"\n`)
    writeFileSync(join(project, '.heddle', 'config.toml'), toml(path, valuesOf(key)[0]))
    const loaded = await load({ cwd: project })
    expect(loaded.trust).toBe('trusted')
    expect(loaded.notices.join('\n')).toContain(' is ignored. ')
    expect(leafOf(loaded, at(path, valuesOf(key)[0]).path)?.origin.layer ?? 'default').not.toBe('project')
  })
})
