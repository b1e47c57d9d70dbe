import { describe, expect, test } from 'vitest'
import { keyPlaces, placeOf, placesWithin } from './keyPlaces.ts'
import { statements } from './statements.ts'

const paths = (text: string) => statements(text).map(({ path, line }) => [path.join('|'), line])

describe('where the statements of a TOML text are', () => {
  test('lines inside arrays, strings and inline tables are no headers and no keys', () => {
    const text = `list = [
  ["a"],
  [ "b" ], # ] [x]
  { k = "]" },
]
long = """
[not.a.table]
key = 1
a quote at the end""""
plain = '''
[neither]
'''
after = { deep = [1,
  2] }
[real] # [comment]
x = 1
`
    expect(paths(text)).toEqual([
      ['list', 1],
      ['long', 6],
      ['plain', 10],
      ['after', 13],
      ['real', 15],
      ['real|x', 16],
    ])
  })

  test('quoted keys are read with their escapes, elements of arrays counted', () => {
    const text = `[projects."/a b.c"]\ntrust_level = "x"\n'it''' = 1\n"tab\\t\\u00e9" . z = 2\n[[a.b]]\nk = 1\n[a.b.c]\nd = 1\n[[a.b]]\nk = 2\n`
    expect(paths(text.replace("'it'''", "'i t'"))).toEqual([
      ['projects|/a b.c', 1],
      ['projects|/a b.c|trust_level', 2],
      ['projects|/a b.c|i t', 3],
      ['projects|/a b.c|tab\té|z', 4],
      ['a|b|0', 5],
      ['a|b|0|k', 6],
      ['a|b|0|c', 7],
      ['a|b|0|c|d', 8],
      ['a|b|1', 9],
      ['a|b|1|k', 10],
    ])
  })

  test('offsets cut out exactly the value and the lines', () => {
    const text = '\uFEFFa = "x # y" # why\r\nb=[1,\r\n 2]\r\n  c = 1979-05-27 07:32:00Z # when'
    expect(statements(text).map(s => [text.slice(s.valueStart, s.valueEnd), text.slice(s.start, s.end)])).toEqual([
      ['"x # y"', 'a = "x # y" # why\r\n'],
      ['[1,\r\n 2]', 'b=[1,\r\n 2]\r\n'],
      ['1979-05-27 07:32:00Z', '  c = 1979-05-27 07:32:00Z # when'],
    ])
  })

  test.each(['a = [', 'a = "', '[', '[[', '=', '"', "a = '''", '[a', 'a.b.', '...', 'a = "\\', '\uFEFF', ']'])(
    'a broken text ends as well: %s',
    text => {
      expect(() => statements(text)).not.toThrow()
    },
  )

  test('a large text is read in linear time', () => {
    const text = `a = [\n${'  ["x"], # [y]\n'.repeat(50_000)}]\n`
    expect(statements(text)).toHaveLength(1)
  })
})

test('every key has its place, in inline tables too; the nearest key around it stands for one without', () => {
  const places = keyPlaces(
    '[profiles.deep]\nmodel = "x"\n[a]\nb = { c = 1, "d.e" = { f = [1], g.h = 2 }, t = 1979-05-27 07:32:00Z, i = 1 }\n[[list]]\n  x = 1\n',
  )
  expect(placeOf(places, 'a.b.c')).toEqual({ line: 4, column: 7 })
  expect(placeOf(places, 'a.b.d.e.g.h')).toEqual({ line: 4, column: 33 })
  expect(placeOf(places, 'a.b.i')).toEqual({ line: 4, column: 70 })
  expect(placeOf(places, 'list.0.x')).toEqual({ line: 6, column: 3 })
  expect(placeOf(places, 'list')).toEqual({ line: 5, column: 1 })
  expect(placeOf(places, 'nowhere.x')).toBeUndefined()
  expect(placesWithin(places, 'profiles.deep')).toEqual({ model: { line: 2, column: 1 } })
})
