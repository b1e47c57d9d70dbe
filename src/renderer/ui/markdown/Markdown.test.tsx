import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { parseAnsi } from '../ansi.ts'
import { TooltipProvider } from '../Tooltip.tsx'
import { VisibleText } from '../VisibleText.tsx'
import { hostileTexts } from '../../../testing/hostileTexts.ts'
import { Markdown } from './Markdown.tsx'

const render = (text: string) =>
  renderToStaticMarkup(
    <TooltipProvider>
      <Markdown text={text} />
    </TooltipProvider>,
  )

// All that the pipeline may make of any text: tags of ours with attributes of ours.
const TAGS = /<\/?([a-z0-9]+)([^>]*)>/g
const ALLOWED = new Set(
  (
    'div p span a strong em del code pre ul ol li h1 h2 h3 h4 h5 h6 blockquote hr br table thead tbody tr th td button ' +
    'svg rect path section sup'
  ).split(' '),
)
const ATTRIBUTES = /\s([a-zA-Z-]+)(?:="([^"]*)")?/g
const FORBIDDEN = /^(?:on|style$|src|srcdoc|ping|action|formaction|background|poster|autofocus|http-equiv)/i

/** What is wrong with the markup, as far as a browser could act on it. */
function dangersIn(html: string): string[] {
  const dangers: string[] = []
  for (const [, tag = '', attributes = ''] of html.matchAll(TAGS)) {
    if (!ALLOWED.has(tag)) dangers.push(`<${tag}>`)
    for (const [, name = '', value = ''] of attributes.matchAll(ATTRIBUTES)) {
      // Table cells are aligned by the markdown itself; React writes that one property.
      if (name === 'style' && /^text-align:(?:left|right|center)$/.test(value)) continue
      // The size of our own icons.
      if (tag === 'svg' && name === 'style' && /^--icon:\d+$/.test(value)) continue
      if (FORBIDDEN.test(name)) dangers.push(`${tag}[${name}]`)
      if (name === 'href' && !/^(?:https?:|mailto:)/.test(value)) dangers.push(`href=${value}`)
    }
  }
  return dangers
}

/** Of the longest ones: more of the same is drawn the same. */
const ENOUGH = 100_000

describe('nothing that a model writes can act', () => {
  test.each(hostileTexts.map(({ id, text }) => [id, text]))('%s', (_, text) => {
    expect(dangersIn(render(text.slice(0, ENOUGH)))).toEqual([])
    // Cut anywhere, as a stream is.
    expect(dangersIn(render(text.slice(0, Math.floor(Math.min(text.length, 4000) / 2))))).toEqual([])
  })

  test('the check itself sees what it is for', () => {
    expect(dangersIn('<img src="x" onerror="y">')).toEqual(['<img>', 'img[src]', 'img[onerror]'])
    expect(dangersIn('<a href="javascript:x">')).toEqual(['href=javascript:x'])
  })
})

test('HTML is shown as the text it is', () => {
  expect(render('<img src=x onerror="alert(1)">')).toContain('&lt;img src=x onerror=')
})

test('an image is named with the host it would come from, and not loaded', () => {
  const html = render('![a chart](https://tracker.example/p.png?d=secret)')
  expect(html).not.toContain('<img')
  expect(html).toContain('a chart')
  expect(html).toContain('tracker.example')
})

test('a link says where it leads, unless its words do', () => {
  expect(render('[the docs](https://example.com/a)')).toContain(' example.com')
  expect(render('[example.com](https://example.com/a)').match(/example\.com/g)).toHaveLength(3)
  expect(render('<https://github.com@evil.example/x>')).toContain(' evil.example')
})

test('words that reorder or smuggle text are written out', () => {
  expect(render('\u202egpj.exe')).toContain('⟨U+202E⟩')
  expect(render('\u{e0049}\u{e0067}')).toContain('⟨U+E0049⟩')
  expect(render('\ud800 lone')).toContain('⟨U+D800⟩')
})

test('text in a command that would not show is named', () => {
  const html = renderToStaticMarkup(<VisibleText text={'rm\u200b -rf\u2028x'} />)
  expect(html).toContain('U+200B')
  expect(html).toContain('U+2028')
  expect(html).not.toMatch(/[\u200b\u2028]/)
})

test('of a text made of what would not show a bounded part has elements, and nothing of it goes unsaid', () => {
  const html = renderToStaticMarkup(<VisibleText text={'x\r'.repeat(300_000)} />)
  expect(html.match(/<span/g)?.length).toBeLessThan(1100)
  expect(html).toContain('x⟨U+000D⟩x')
  expect(html).toContain('579,000 more characters')
  // Words that would pass for others behind so many marks are marked together.
  const mixed = renderToStaticMarkup(<VisibleText text={`${'аb '.repeat(200_000)}`} />)
  expect(mixed.length).toBeLessThan(200_000)
  expect(mixed).toMatch(/class="mixedWord" title="Too much here[^>]*>(?:аb | аb)/)
})

test('hostile terminal output leaves text and known classes only', () => {
  for (const { text } of hostileTexts) {
    for (const span of parseAnsi(text)) {
      expect(span.className).toMatch(/^(?:ansi\w+(?: ansi\w+)*)?$/)
      // eslint-disable-next-line no-control-regex
      expect(span.text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/)
    }
  }
})
