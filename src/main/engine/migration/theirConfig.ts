import { isDeepStrictEqual } from 'node:util'
import type { MigrationItem } from '../../../contract/migration.ts'
import { ELSEWHERE } from '../../../core/config/elsewhere.ts'
import { FEATURES } from '../../../core/config/features.ts'
import { isTable } from '../../../core/config/merge.ts'
import type { Table } from '../../../core/config/merge.ts'
import { ConfigSchema } from '../../../core/config/schema.ts'
import { withoutSecrets } from '../../../core/config/secrets.ts'
import { tomlLiteral } from '../../../core/config/tomlLiteral.ts'
import { commandText } from '../../../core/hooks/hook.ts'
import { readHooks } from '../../../core/hooks/readHooks.ts'
import type { Planned } from './plan.ts'

/** Their configuration beside ours, each as it is written. */
export interface BothConfigs {
  file: string
  theirs: Table
  /** What of theirs has the right type; the rest is refused. */
  good: Table
  lineOf(key: string): number | null
  ours: Table
}

const MAX_TITLE_CHARS = 200
const KNOWN: ReadonlySet<string> = new Set(Object.keys(ConfigSchema.shape))
/** A secret in plain text: it is brought along only where somebody says so. */
const TOKEN = 'experimental_bearer_token'

/** Everything that their `config.toml` says, one by one. Tables of named things are taken by the name. */
export function planConfig(both: BothConfigs): Planned[] {
  return Object.entries(both.theirs).flatMap(([key, value]): Planned[] => {
    if (key === 'projects') return [refused(both, [key], value, 'You are asked about each project once, here too.')]
    if (!KNOWN.has(key)) return [refused(both, [key], value, ELSEWHERE.has(key) ? ELSEWHERE_NOTE : UNKNOWN_NOTE)]
    if (!isTable(value)) return [leaf(both, 'setting', [key], value)]
    const entries = Object.entries(value)
    if (key === 'model_providers') return entries.flatMap(([id, table]) => provider(both, id, table))
    if (key === 'mcp_servers') return entries.map(([name, table]) => named(both, 'mcpServer', [key, name], table))
    if (key === 'profiles') return entries.map(([name, table]) => named(both, 'profile', [key, name], table))
    if (key === 'hooks') return entries.flatMap(([event, groups]) => hooksOf(both, event, groups))
    if (key === 'features') return entries.map(([name, on]) => feature(both, name, on))
    return entries.map(([name, inner]) => leaf(both, 'setting', [key, name], inner))
  })
}

const ELSEWHERE_NOTE = 'It means nothing here.'
const UNKNOWN_NOTE = 'Nothing of this name is known here.'
const WRONG_NOTE = 'It is not written as it can be.'

type Kind = MigrationItem['kind']

const idOf = (kind: Kind, path: readonly string[]): string => `${kind}:${JSON.stringify(path)}`

function refused(both: BothConfigs, path: string[], value: unknown, note: string): Planned {
  const item = { ...said(both, 'setting', path), title: titleOf(path, value), state: 'refused' as const, note }
  return { item, way: { type: 'none' } }
}

const said = ({ file, lineOf }: BothConfigs, kind: Kind, path: readonly string[]) => ({
  id: idOf(kind, path),
  kind,
  file,
  line: lineOf(path.join('.')),
})

/** One value. What is set here to something else is a conflict. */
function leaf(both: BothConfigs, kind: Kind, path: string[], value: unknown, title = titleOf(path, value)): Planned {
  if (at(both.good, path) === undefined) return refused(both, path, value, WRONG_NOTE)
  const mine = at(both.ours, path)
  const state = mine === undefined ? 'new' : isDeepStrictEqual(plain(mine), plain(value)) ? 'same' : 'conflict'
  const note = state === 'conflict' ? `Here it is ${literal(mine, path)}.` : null
  const item = { ...said(both, kind, path), title, state, note } as const
  return { item, way: state === 'same' ? { type: 'none' } : { type: 'config', changes: [{ path, value }] } }
}

/** A server or a profile: its name and what it is, in a line. */
const named = (both: BothConfigs, kind: Kind, path: string[], table: unknown): Planned =>
  leaf(both, kind, path, table, cut(`${path.at(-1)}: ${literal(table, path)}`))

/** A provider without its secret, and the secret by itself. */
function provider(both: BothConfigs, id: string, table: unknown): Planned[] {
  const path = ['model_providers', id]
  if (!isTable(table) || !Object.hasOwn(table, TOKEN)) return [named(both, 'provider', path, table)]
  const { [TOKEN]: token, ...rest } = table
  const mine = at(both.ours, path)
  const { [TOKEN]: _, ...ours } = isTable(mine) ? mine : {}
  const without = { ...both, ours: mine === undefined ? both.ours : { model_providers: { [id]: ours } } }
  const first = named(without, 'provider', path, rest)
  // A value at a time, so that a token that is here already stays.
  if (first.way.type === 'config')
    first.way.changes = Object.entries(rest).map(([key, value]) => ({ path: [...path, key], value }))
  return [first, leaf(both, 'provider', [...path, TOKEN], token, `${id}: its bearer token, in plain text`)]
}

function hooksOf(both: BothConfigs, event: string, groups: unknown): Planned[] {
  if (event === 'state') return []
  const path = ['hooks', event]
  const hooks = readHooks({ [event]: groups })
  const broken = hooks.find(({ problem }) => problem !== null)
  if (broken) return [refused(both, path, groups, broken.problem ?? WRONG_NOTE)]
  return [leaf(both, 'setting', path, groups, cut(`${event}: ${hooks.map(hook => commandText(hook)).join('; ')}`))]
}

function feature(both: BothConfigs, name: string, on: unknown): Planned {
  const path = ['features', name]
  return FEATURES.some(known => known.name === name)
    ? leaf(both, 'setting', path, on)
    : refused(both, path, on, ELSEWHERE_NOTE)
}

const titleOf = (path: readonly string[], value: unknown): string => cut(`${path.join('.')} = ${literal(value, path)}`)

const literal = (value: unknown, path: readonly string[]): string => cut(tomlLiteral(withoutSecrets(value, path)))

const cut = (text: string): string => (text.length > MAX_TITLE_CHARS ? `${text.slice(0, MAX_TITLE_CHARS)}…` : text)

function at(table: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined) return table
  return isTable(table) && Object.hasOwn(table, first) ? at(table[first], rest) : undefined
}

/** Parsed tables have no prototype, and are equal all the same. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
