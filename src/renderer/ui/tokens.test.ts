import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const CSS = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')

/** The declarations of a rule, by name. */
function tokensOf(selector: string): Record<string, string> {
  const body = CSS.slice(CSS.indexOf(`${selector} {`)).match(/\{([^}]*)\}/)?.[1] ?? ''
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
  )
}

type Scheme = 'light' | 'dark'

function colourOf(tokens: Record<string, string>, name: string, scheme: Scheme): string {
  const value = tokens[name] ?? ''
  const both = /^light-dark\((#\w{6}), (#\w{6})\)$/.exec(value)
  const colour = both ? both[scheme === 'light' ? 1 : 2] : value
  if (!colour || !/^#\w{6}$/.test(colour)) throw new Error(`--${name} is no colour: ${value}`)
  return colour
}

/** As WCAG 2.2 computes it, from 1 to 21. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) =>
    [1, 3, 5]
      .map(at => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0)
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

const SURFACES = ['bg0', 'bg1', 'bg2', 'bg3', 'hover'] as const
const PAGES = ['bg0', 'bg1', 'bg2'] as const
const named = (prefix: string) =>
  [...CSS.matchAll(/^ {2}--([\w-]+):/gm)].map(([, name = '']) => name).filter(name => name.startsWith(prefix))

/** Which text stands on which surface. */
const TEXT: readonly (readonly [texts: readonly string[], surfaces: readonly string[]])[] = [
  [['fg', 'fg2', 'fg3', 'accent', 'waits-text', 'ok', 'bad', 'run'], SURFACES],
  [['on-accent'], ['accent-fill', 'accent-fill-hover']],
  [['fg', 'fg2', 'waits-text'], ['waits-wash']],
  [['fg', 'bad'], ['bad-wash']],
  [['fg', 'fg2', 'ok'], ['added-bg']],
  [['fg', 'fg2', 'bad'], ['removed-bg']],
  [['fg'], ['selection']],
  [[...new Set(named('code-'))].filter(name => name !== 'code-px'), [...PAGES, 'added-bg', 'removed-bg']],
  [[...new Set(named('ansi-'))], PAGES],
]
/** What has to be told from its surface without being read. */
const SIGNS: readonly (readonly [string, readonly string[]])[] = [
  ['accent', SURFACES],
  ['run', PAGES],
  ['ok', PAGES],
  ['bad', PAGES],
  ['idle', PAGES],
]

describe.each(['usual', 'high'] as const)('%s contrast', level => {
  const tokens = { ...tokensOf(':root'), ...(level === 'high' ? tokensOf(":root[data-contrast='high']") : {}) }
  const low = (pairs: typeof TEXT, least: number) =>
    (['light', 'dark'] as const).flatMap(scheme =>
      pairs.flatMap(([texts, surfaces]) =>
        texts.flatMap(text =>
          surfaces.flatMap(surface => {
            const ratio = contrast(colourOf(tokens, text, scheme), colourOf(tokens, surface, scheme))
            return ratio < least ? [`${scheme}: --${text} on --${surface} is ${ratio.toFixed(2)}`] : []
          }),
        ),
      ),
    )

  test('text can be read on every surface it stands on', () => expect(low(TEXT, 4.5)).toEqual([]))

  test('focus rings and signs can be seen', () =>
    expect(
      low(
        SIGNS.map(([sign, surfaces]) => [[sign], surfaces]),
        3,
      ),
    ).toEqual([]))

  if (level === 'usual') return
  test('borders of controls can be seen, and plain text stands out far', () => {
    expect(low([[['line', 'line2', 'waits-line'], PAGES]], 3)).toEqual([])
    expect(low([[['fg', 'fg2', 'fg3'], PAGES]], 7)).toEqual([])
  })
})

test('black on white is 21, and so the other way', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#ffffff', '#767676')).toBeCloseTo(4.54, 2)
})
