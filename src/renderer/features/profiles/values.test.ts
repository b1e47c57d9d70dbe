import { describe, expect, test } from 'vitest'
import type { ConfigLeaf, Profile } from '../../../contract/config.ts'
import { NO_PROFILE } from '../../state/profilesPlace.ts'
import { differences } from './difference.ts'
import { formGroups, matching } from './formKeys.ts'
import { leavesById, placeText, shown, summaryOf, targetsOf, valueText, withEdit } from './values.ts'

const origin = (layer: string, line: number | null = null, file = '/h/config.toml') => ({
  layer,
  file: layer === 'default' ? null : file,
  line,
  column: null,
})
const leaf = (id: string, value: unknown, layer: string, below: [unknown, string][] = []): ConfigLeaf => ({
  path: id.split('.'),
  value,
  origin: origin(layer, 3),
  below: below.map(([value, name]) => ({ value, origin: origin(name, 1) })),
  constraint: null,
})

const deep = leaf('model', 'large', 'profile deep', [
  ['small', 'user'],
  ['base', 'default'],
])
const path = ['model']

describe('a value that is edited', () => {
  test('shows the edit, without a place yet', () => {
    expect(shown(deep, { path, value: 'new' }, 'deep')).toMatchObject({ value: 'new', origin: null, isEdited: true })
  })

  test('that is taken out shows what is below', () => {
    expect(shown(deep, { path }, 'deep')).toMatchObject({ value: 'small', origin: { layer: 'user' }, isOwn: false })
    expect(shown(deep, { path }, NO_PROFILE)).toMatchObject({ value: 'large', isEdited: true })
  })

  test('back to what it was is no edit any more', () => {
    const edits = withEdit([], { path, value: 'new' }, deep, 'deep')
    expect(edits).toHaveLength(1)
    expect(withEdit(edits, { path, value: 'large' }, deep, 'deep')).toEqual([])
    expect(withEdit(edits, { path }, deep, 'deep')).toEqual([{ path }])
    const other = leaf('model', 'x', 'user')
    expect(withEdit([{ path, value: 'y' }], { path }, other, 'deep')).toEqual([])
  })

  test('below a requirement is compared with what the profile itself says', () => {
    const held = {
      ...leaf('approval_policy', 'on-request', 'profile deep', [['never', 'profile deep']]),
      constraint: 'no',
    }
    const never = { path: held.path, value: 'never' }
    expect(withEdit([], never, held, 'deep')).toEqual([])
  })
})

describe('where edits are written', () => {
  const profile = (kind: Profile['kind']): Profile => ({
    name: 'deep',
    kind,
    file: '/h/config.toml',
    line: 1,
    values: {},
    active: false,
    threads: 0,
    problems: [],
  })
  const edits = [{ path, value: 'x' }, { path: ['web_search'] }]
  const leaves = leavesById([leaf('web_search', 'live', 'profile deep')])
  const inTable = { path: ['profiles', 'deep', 'model'], value: 'x' }

  test('of a table, of a file, and of the configuration itself', () => {
    expect(targetsOf(profile('table'), leaves, edits)).toEqual([
      { target: { type: 'user' }, edits: [inTable, { path: ['profiles', 'deep', 'web_search'] }] },
    ])
    expect(targetsOf(profile('file'), leaves, edits)).toEqual([
      { target: { type: 'profile', name: 'deep' }, edits: [{ path, value: 'x' }, { path: ['web_search'] }] },
    ])
    expect(targetsOf(null, leaves, edits)[0]?.target).toEqual({ type: 'user' })
    expect(targetsOf(null, leaves, [])).toEqual([])
  })

  test('of a table and a file: new values go to the file, old ones leave both', () => {
    expect(targetsOf(profile('both'), leaves, edits)).toEqual([
      { target: { type: 'user' }, edits: [{ path: ['profiles', 'deep', 'web_search'] }] },
      { target: { type: 'profile', name: 'deep' }, edits: [{ path, value: 'x' }, { path: ['web_search'] }] },
    ])
  })
})

test('two configurations differ in values, not in where they come from', () => {
  const left = [deep, leaf('a', 1, 'user'), leaf('profile', 'deep', 'user'), leaf('only', true, 'profile deep')]
  const right = [leaf('model', 'small', 'user'), leaf('a', 1, 'default'), leaf('profile', 'x', 'user')]
  expect(differences(left, right).map(({ id, left, right }) => [id, left.value, right.value])).toEqual([
    ['model', 'large', 'small'],
    ['only', true, undefined],
  ])
})

test('values, places and profiles in words', () => {
  expect([undefined, [], true, 233000, 'x', ['a', 'b'], { a: 1 }].map(valueText)).toEqual([
    'not set',
    'nothing',
    'on',
    '233,000',
    'x',
    'a, b',
    '{"a":1}',
  ])
  expect(placeText(origin('user', 6))).toBe('config.toml:6')
  expect(placeText(origin('project', 3, '/work/x/.heddle/config.toml'))).toBe('.heddle/config.toml:3')
  expect(placeText(origin('default'))).toBeNull()
  const base = { model: 'base', sandbox_mode: 'workspace-write' }
  expect(summaryOf({ model: 'm', model_reasoning_effort: 'high' }, base)).toBe('m · high')
  expect(summaryOf({ model_reasoning_effort: 'low' }, base)).toBe('base · low')
  expect(summaryOf({ sandbox_mode: 'read-only', approval_policy: 'never' }, base)).toBe('read-only · never')
  expect(summaryOf({}, base)).toBe('nothing of its own yet')
})

describe('the form', () => {
  test('begins with what most profiles are about, and has every key once', () => {
    const groups = formGroups()
    expect(groups[0]?.keys.map(({ name }) => name).slice(0, 4)).toEqual([
      'Model',
      'Provider',
      'Reasoning effort',
      'Approval policy',
    ])
    const ids = groups.flatMap(({ keys }) => keys.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain('sandbox_workspace_write.exclude_slash_tmp')
    expect(ids.some(id => id.startsWith('profiles') || id.startsWith('projects') || id.includes('*'))).toBe(false)
  })

  test('finds keys by their words', () => {
    const ids = matching(formGroups(), 'network sandbox').flatMap(({ keys }) => keys.map(({ id }) => id))
    expect(ids).toEqual(['sandbox_workspace_write.network_access'])
    expect(matching(formGroups(), 'nothing of this kind')).toEqual([])
  })
})
