import fc from 'fast-check'
import { parse } from 'smol-toml'
import { describe, expect, test } from 'vitest'
import { editToml } from './tomlEdit.ts'
import type { TomlEdit } from './tomlEdit.ts'

const DOCUMENT = `# The top of the file
model = "a" # why
tui = { theme = "x", nested = { a = 1, "b c" = [1, 2] } }
profile.deep = true

[projects."/x"] # mine
trust_level = "trusted"  # yes

[sandbox_workspace_write]
writable_roots = [
  "/a", # first
  ["b"],
]
# the last word of this table

[[rules]]
name = 'one'
[[rules]]
name = 'two'
since = 1979-05-27T07:32:00Z
huge = 9223372036854775807
`

const edits: [string, TomlEdit, (text: string) => string][] = [
  ['a value', { path: ['model'], value: 'b' }, text => text.replace('"a"', '"b"')],
  ['a key of the root', { path: ['new'], value: 1 }, text => text.replace('deep = true\n', 'deep = true\nnew = 1\n')],
  [
    'a key of a table',
    { path: ['projects', '/x', 'more'], value: [true, { a: 1 }] },
    text => text.replace('# yes\n', '# yes\nmore = [true, { a = 1 }]\n'),
  ],
  [
    'a value of many lines',
    { path: ['sandbox_workspace_write', 'writable_roots'], value: [] },
    text => text.replace(/\[\n {2}"\/a"[^]*?\n\]\n/, '[]\n'),
  ],
  [
    'a new table',
    { path: ['projects', '/y "z"', 'trust_level'], value: 'untrusted' },
    text => `${text}\n[projects."/y \\"z\\""]\ntrust_level = "untrusted"\n`,
  ],
  [
    'a table with tables',
    { path: ['mcp_servers', 'x'], value: { command: 'c', env: { A: '1' } } },
    text => `${text}\n[mcp_servers.x]\ncommand = "c"\n\n[mcp_servers.x.env]\nA = "1"\n`,
  ],
  ['a removed key', { path: ['model'] }, text => text.replace('model = "a" # why\n', '')],
  ['a removed table', { path: ['projects', '/x'] }, text => text.replace(/\n\[projects[^]*?# yes\n/, '')],
  ['a value that is there', { path: ['model'], value: 'a' }, text => text],
  ['what is not there removed', { path: ['nothing', 'here'] }, text => text],
  ['inside an inline table', { path: ['tui', 'theme'], value: 'y' }, text => text.replace('"x"', '"y"')],
]

describe('an edit changes one place', () => {
  test.each(edits)('%s', (_, edit, expected) => {
    expect(editToml(DOCUMENT, edit)).toBe(expected(DOCUMENT))
    const windows = DOCUMENT.replaceAll('\n', '\r\n')
    expect(editToml(windows, edit)).toBe(expected(DOCUMENT).replaceAll('\n', '\r\n'))
  })

  test('a path through a value or an array is refused', () => {
    expect(() => editToml(DOCUMENT, { path: ['model', 'x'], value: 1 })).toThrow(TypeError)
    expect(() => editToml(DOCUMENT, { path: ['rules', '1', 'name'], value: 1 })).toThrow(TypeError)
  })

  test('an empty text, a text without an end of line, a byte order mark', () => {
    const edit = { path: ['a', 'b'], value: true }
    expect(editToml('', edit)).toBe('[a]\nb = true\n')
    expect(editToml('x = 1', edit)).toBe('x = 1\n\n[a]\nb = true\n')
    expect(editToml('x = 1', { path: ['y'], value: 2 })).toBe('x = 1\ny = 2\n')
    expect(editToml('\uFEFFx = 1\n', { path: ['x'] })).toBe('\uFEFF')
    expect(editToml('\uFEFF# c\n', { path: ['y'], value: 2 })).toBe('\uFEFFy = 2\n# c\n')
  })

  test('an inline table takes a new entry and loses one', () => {
    expect(
      parse(editToml('projects = {} # none\n', { path: ['projects', '/y', 'trust_level'], value: 't' }) ?? ''),
    ).toEqual({ projects: { '/y': { trust_level: 't' } } })
    expect(parse(editToml('a = { b = 1, c = 2 } # both\n', { path: ['a', 'b'] }) ?? '')).toEqual({ a: { c: 2 } })
  })

  test('names of the language are names', () => {
    const text = editToml('["__proto__"]\nx = 1\n', { path: ['constructor', 'y'], value: 1 })
    expect(text).toBe('["__proto__"]\nx = 1\n\n[constructor]\ny = 1\n')
  })

  test('a text that does not parse is refused', () => {
    expect(() => editToml('a = = 1\n', { path: ['b'], value: 1 })).toThrow(/Invalid TOML/)
  })
})

describe('whatever the document', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd e', '/p/q.r')
  const scalar = fc.constantFrom('1', '"x # y"', "'[z]'", 'true', '1979-05-27', '1.5', '"""\n[no]\nk = 1\n"""', 'nan')
  const array = fc
    .array(scalar, { maxLength: 3 })
    .map(items => `[\n${items.map(item => `  ${item}, # [c]\n`).join('')}]`)
  const key = (part: string) => (part.match(/^\w+$/) ? part : `"${part}"`)
  const inline = fc
    .uniqueArray(fc.tuple(name, scalar), { selector: ([part]) => part, maxLength: 3 })
    .map(pairs => `{ ${pairs.map(([part, value]) => `${key(part)} = ${value}`).join(', ')} }`)
  const pair = fc
    .tuple(name, fc.oneof(scalar, array, inline), fc.constantFrom('', ' # why', '\n# alone\n'))
    .map(([part, value, tail]) => `${key(part)} = ${value}${tail}`)
  const header = fc
    .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([parts, isElement]) =>
      isElement ? `[[${parts.map(key).join('.')}]]` : `[${parts.map(key).join(' . ')}] # t`,
    )
  const line = fc.oneof(
    { weight: 5, arbitrary: pair },
    { weight: 2, arbitrary: header },
    fc.constantFrom('', '  # note'),
  )
  const isToml = (text: string) => {
    try {
      return parse(text) !== null
    } catch {
      return false
    }
  }
  const document = fc
    .array(line, { maxLength: 12 })
    .map(lines => lines.join('\n'))
    .filter(isToml)
  const edit = fc.record(
    {
      path: fc.array(name, { minLength: 1, maxLength: 3 }),
      value: fc.constantFrom('new', 7, false, ['l'], { a: 'b' }),
    },
    { requiredKeys: ['path'] },
  )

  test('a value that was set is read back, comments stay, and removing it brings the document back', () => {
    let written = 0
    fc.assert(
      fc.property(document, edit, (text, wanted) => {
        const result = tried(() => editToml(text, wanted))
        if (result === null) return
        written++
        const value = wanted.path.reduce<unknown>((at, part) => Object(at)[part], parse(result))
        expect(value).toEqual(wanted.value)
        const comments = (of: string) => (of.match(/^\s*# (alone|note)$/gm) ?? []).length
        expect(comments(result)).toBe(comments(text))
        const back = tried(() => editToml(result, { path: wanted.path }))
        const wasThere = tried(() => editToml(text, { path: wanted.path })) !== text
        if (back !== null && !wasThere) expect(withoutEmpty(parse(back))).toEqual(withoutEmpty(parse(text)))
      }),
      { numRuns: 500, seed: 7 },
    )
    expect(written).toBeGreaterThan(350)
  })

  /** Values only: a table that a removal left empty, or took away because it was empty, means nothing. */
  const withoutEmpty = (value: unknown): unknown =>
    typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date
      ? value
      : Object.fromEntries(
          Object.entries(value)
            .map(([part, inner]) => [part, withoutEmpty(inner)])
            .filter(([, inner]) => !(isObject(inner) && Object.keys(inner).length === 0)),
        )
  const isObject = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

  const tried = (work: () => string | null) => {
    try {
      return work()
    } catch {
      return null // the path led through a value
    }
  }
})
