import fc from 'fast-check'
import { parse } from 'smol-toml'
import { expect, test } from 'vitest'
import { editToml } from './tomlEdit.ts'

const DOCUMENTS = 300

/** A piece of a document: source, and for a value its path. Line ends are `\n` here. */
interface Piece {
  source: string
  path?: string[]
}

const scalar = fc.constantFrom(
  ...['1', '-0.5e3', '9223372036854775807', 'true', 'inf', '"a # b"', "'C:\\x'", '"\\u00e9 \\" ]"', '1979-05-27'],
  ...['1979-05-27 07:32:00Z', '07:32:00', '"""\n  long\n  "quoted" \\\n  # no comment\n"""', "'''\na = 1\n'''"],
  ...['[]', '[1, 2]', '[\n  "a", # first\n  "b",\n]', '[ { x = 1 }, { x = "}" } ]', '{}'],
)
const gap = fc.constantFrom('', ' ', '\t')
const comment = fc.constantFrom('', '', ' # why', '\t#', ' # [not.a.table] "x"')
const between = fc.constantFrom('', '', '\n', '# alone\n', '  # indented = 1\n\n')
const word = fc.constantFrom('alpha', 'b-1', '"quoted key"', "'lit.eral'", '"\\u0065sc"', '"Ω"')
const plain = (key: string): string => Object.keys(parse(`${key} = 1`))[0] ?? ''

let serial = 0
/** A key that no other of the document has, as it is written and as it is meant. */
const uniqueKey = word.map(base => {
  const number = ++serial
  const written = /^["']/.test(base) ? `${base.slice(0, -1)}${number}${base.at(-1)}` : `${base}${number}`
  return { written, meant: plain(written) }
})

/** An inline table whose values are pieces. */
const inline = (path: string[]): fc.Arbitrary<Piece[]> =>
  fc
    .tuple(
      fc.array(
        fc.tuple(
          uniqueKey,
          scalar.filter(value => !value.includes('\n')),
          gap,
        ),
        { minLength: 1, maxLength: 3 },
      ),
      gap,
    )
    .map(([pairs, pad]) => [
      { source: `{${pad}` },
      ...pairs.flatMap(([key, value, space], index): Piece[] => [
        { source: `${index > 0 ? `,${space}` : ''}${key.written}${space}= ` },
        { source: value, path: [...path, key.meant] },
      ]),
      { source: `${pad}}` },
    ])

const pair = (table: string[]): fc.Arbitrary<Piece[]> =>
  fc.tuple(uniqueKey, uniqueKey, gap, comment, between, fc.nat(5)).chain(([key, second, space, tail, after, kind]) => {
    const dotted = kind === 1
    const path = [...table, key.meant, ...(dotted ? [second.meant] : [])]
    const source = `${space}${key.written}${dotted ? `${space}.${second.written}` : ''} =${space}`
    const end: Piece = { source: `${tail}\n${after}` }
    const value: fc.Arbitrary<Piece[]> = kind === 0 ? inline(path) : scalar.map(text => [{ source: text, path }])
    return value.map(pieces => [{ source }, ...pieces, end])
  })

const section: fc.Arbitrary<Piece[]> = fc
  .tuple(uniqueKey, uniqueKey, fc.nat(3), comment, between)
  .chain(([key, second, kind, tail, after]) => {
    const names = kind === 0 ? [key, second] : [key]
    const written = names.map(({ written: source }) => source).join(kind === 0 ? ' . ' : '.')
    const header: Piece = { source: `${kind === 3 ? `[[${written}]]` : `[${written}]`}${tail}\n${after}` }
    // Values in arrays of tables are there to be left alone.
    const table = names.map(({ meant }) => meant)
    return fc
      .array(pair(table), { maxLength: 3 })
      .map(pairs => [header, ...pairs.flat().map(piece => (kind === 3 ? { source: piece.source } : piece))])
  })

const document = fc
  .tuple(fc.boolean(), fc.boolean(), between, fc.array(pair([]), { maxLength: 3 }), fc.array(section, { maxLength: 4 }))
  .map(([crlf, bom, before, root, sections]) => {
    const pieces: Piece[] = [{ source: (bom ? '\uFEFF' : '') + before }, ...root.flat(), ...sections.flat()]
    return pieces.map(({ source, path }) => ({ path, source: crlf ? source.replaceAll('\n', '\r\n') : source }))
  })

const textOf = (pieces: readonly Piece[]): string => pieces.map(({ source }) => source).join('')
const meaning = (text: string): unknown =>
  JSON.parse(
    JSON.stringify(parse(text.replace(/^\uFEFF/, ''), { integersAsBigInt: 'asNeeded' }), (_, value: unknown) =>
      typeof value === 'bigint' ? `big ${value}` : value,
    ),
  )
const at = (text: string, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, part) => (Object(value) as Record<string, unknown>)[part], meaning(text))

/** Whether one text is another one less one part. */
function isCut(whole: string, rest: string): boolean {
  let prefix = 0
  while (prefix < rest.length && whole[prefix] === rest[prefix]) prefix++
  return whole.endsWith(rest.slice(prefix))
}

const withoutEmpty = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .map(([key, inner]) => [key, withoutEmpty(inner)])
          .filter(([, inner]) => !(typeof inner === 'object' && inner !== null && Object.keys(inner).length === 0)),
      )

/** The values of a document without one. */
function less(value: unknown, [key = '', ...rest]: readonly string[]): unknown {
  const { [key]: inner, ...others } = value as Record<string, unknown>
  return rest.length === 0 ? others : { ...others, [key]: less(inner, rest) }
}

const edits = fc.record({
  document,
  pick: fc.nat(),
  value: fc.constantFrom<string | number | boolean | string[] | { a: string }>('new "x"', 7, false, ['l'], { a: 'b' }),
})

const leavesIn = (pieces: readonly Piece[]) => pieces.filter(({ path }) => path !== undefined)

test('a value that is set changes no byte but its own', () => {
  let written = 0
  fc.assert(
    fc.property(edits, ({ document: pieces, pick, value }) => {
      const leaves = leavesIn(pieces)
      const leaf = leaves[pick % Math.max(1, leaves.length)]
      const text = textOf(pieces)
      if (!leaf?.path) return
      // An empty inline table is a table, and those are tested below.
      if (leaf.source === '{}') return
      const result = editToml(text, { path: leaf.path, value })
      const literal =
        value === 7 || value === false
          ? String(value)
          : Array.isArray(value)
            ? '["l"]'
            : typeof value === 'string'
              ? '"new \\"x\\""'
              : '{ a = "b" }'
      expect(result).toBe(textOf(pieces.map(piece => (piece === leaf ? { source: literal } : piece))))
      expect(at(result ?? '', leaf.path)).toEqual(value)
      written++
    }),
    { numRuns: DOCUMENTS, seed: 11 },
  )
  expect(written).toBeGreaterThan(DOCUMENTS / 2)
})

test('a value that is added cuts in at one place, and taking it away again brings every byte back', () => {
  let written = 0
  let back = 0
  fc.assert(
    fc.property(edits, ({ document: pieces, pick, value }) => {
      const text = textOf(pieces)
      const leaves = leavesIn(pieces)
      const beside = leaves[pick % Math.max(1, leaves.length)]?.path?.slice(0, -1) ?? []
      const path = pick % 4 === 0 ? ['brand', 'new'] : [...beside, 'brand new']
      const result = editToml(text, { path, value })
      expect(result, text).not.toBeNull()
      if (result === null) return
      expect(at(result, path)).toEqual(value)
      expect(less(meaning(result), path)).toMatchObject(meaning(text) as object)
      expect(isCut(result, text), `${text}\n---\n${result}`).toBe(true)
      written++
      if (editToml(result, { path }) === text) back++
    }),
    { numRuns: DOCUMENTS, seed: 12 },
  )
  expect(written).toBe(DOCUMENTS)
  expect(back).toBeGreaterThan(DOCUMENTS * 0.95)
})

test('a value that is taken away leaves the rest as it was', () => {
  let written = 0
  fc.assert(
    fc.property(edits, ({ document: pieces, pick }) => {
      const text = textOf(pieces)
      const leaves = leavesIn(pieces)
      const path = leaves[pick % Math.max(1, leaves.length)]?.path
      if (!path) return
      const result = editToml(text, { path })
      expect(result, text).not.toBeNull()
      if (result === null) return
      expect(withoutEmpty(meaning(result))).toEqual(withoutEmpty(less(meaning(text), path)))
      const comments = (of: string) => of.replace('\uFEFF', '').match(/^[ ]*# (?:alone|indented = 1)\r?$/gm) ?? []
      expect(comments(result)).toEqual(comments(text))
      // Line by line, what is left is what was there: only lines of the value and of tables that it leaves empty go.
      const unmarked = (of: string) => of.replace('\uFEFF', '').split('\n')
      const lines = unmarked(text)
      let next = 0
      for (const line of unmarked(result)) {
        const found = lines.indexOf(line, next)
        if (found !== -1) next = found + 1
        else expect(text, line).toContain('{')
      }
      written++
    }),
    { numRuns: DOCUMENTS, seed: 13 },
  )
  expect(written).toBeGreaterThan(DOCUMENTS / 2)
})
