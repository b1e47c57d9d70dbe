/** A stretch of terminal output in one style. Class names only: no colour of the output's own choosing gets in. */
export interface AnsiSpan {
  text: string
  className: string
}

interface Style {
  fg: number | null
  bg: number | null
  bold: boolean
  dim: boolean
  italic: boolean
  underline: boolean
  inverse: boolean
}

const PLAIN: Style = { fg: null, bg: null, bold: false, dim: false, italic: false, underline: false, inverse: false }

// Strings to the terminal (title, clipboard, links, images, …): dropped with all they hold. One that never ends is
// dropped up to the end of its line, so that what comes after it still shows.
// eslint-disable-next-line no-control-regex
const STRING = /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x9c|\x1b\\)?/g
// eslint-disable-next-line no-control-regex
const SEQUENCE = /(?:\x1b\[|\x9b)([0-9:;<=>?]*)[ -/]*([@-~])|\x1b[ -/]*[0-~]?/g
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g

/**
 * Terminal output as styled spans. Of all escape sequences only colours and weights have an effect; the rest is
 * removed. Concealed text (SGR 8) and text in its own background colour stay readable.
 */
export function parseAnsi(output: string): AnsiSpan[] {
  const text = overwrite(output.replace(STRING, ''))
  const spans: AnsiSpan[] = []
  let style = PLAIN
  let last = 0
  const push = (part: string) => {
    const clean = part.replace(CONTROLS, '')
    if (clean === '') return
    const className = classOf(style)
    const before = spans.at(-1)
    if (before?.className === className) before.text += clean
    else spans.push({ text: clean, className })
  }
  for (const match of text.matchAll(SEQUENCE)) {
    push(text.slice(last, match.index))
    last = match.index + match[0].length
    if (match[2] === 'm' && !/[<=>?]/.test(match[1] ?? '')) style = restyle(style, match[1] ?? '')
  }
  push(text.slice(last))
  return spans
}

/** Lines as a terminal leaves them: a carriage return starts the line again, as progress bars do. */
function overwrite(text: string): string {
  if (!text.includes('\r')) return text
  return text
    .split('\n')
    .map(line => {
      const trimmed = line.replace(/\r+$/, '')
      return trimmed.slice(trimmed.lastIndexOf('\r') + 1)
    })
    .join('\n')
}

function restyle(style: Style, parameters: string): Style {
  const codes = parameters.split(';').map(part => Number.parseInt(part || '0', 10))
  let next = style
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0
    if (code === 38 || code === 48) {
      const indexed = codes[index + 1] === 5
      const colour = indexed ? (codes[index + 2] ?? 0) : nearest(codes.slice(index + 2, index + 5))
      next = code === 38 ? { ...next, fg: baseColour(colour) } : { ...next, bg: baseColour(colour) }
      index += indexed ? 2 : 4
    } else next = applyCode(next, code)
  }
  return next
}

function applyCode(style: Style, code: number): Style {
  if (code === 0) return PLAIN
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 3) return { ...style, italic: true }
  if (code === 4) return { ...style, underline: true }
  if (code === 7) return { ...style, inverse: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 23) return { ...style, italic: false }
  if (code === 24) return { ...style, underline: false }
  if (code === 27) return { ...style, inverse: false }
  if (code >= 30 && code <= 37) return { ...style, fg: code - 30 }
  if (code === 39) return { ...style, fg: null }
  if (code >= 40 && code <= 47) return { ...style, bg: code - 40 }
  if (code === 49) return { ...style, bg: null }
  if (code >= 90 && code <= 97) return { ...style, fg: code - 90 }
  if (code >= 100 && code <= 107) return { ...style, bg: code - 100 }
  return style
}

/** The nearest of the eight colours: the theme decides what they look like, so that they stay readable on it. */
function baseColour(index: number): number | null {
  if (!(index >= 0)) return null
  if (index < 16) return index % 8
  if (index >= 232) return index < 244 ? 0 : 7
  const cube = index - 16
  return nearest([Math.floor(cube / 36) * 51, (Math.floor(cube / 6) % 6) * 51, (cube % 6) * 51])
}

function nearest([red = 0, green = 0, blue = 0]: number[]): number {
  const limit = Math.max(red, green, blue) * 0.6
  return (red > limit ? 1 : 0) + (green > limit ? 2 : 0) + (blue > limit ? 4 : 0)
}

function classOf(style: Style): string {
  const [fg, bg] = style.inverse ? [style.bg ?? 0, style.fg ?? 7] : [style.fg, style.bg]
  const names: string[] = []
  if (fg !== null && fg !== bg) names.push(`ansi${fg}`)
  if (bg !== null && fg !== bg) names.push(`ansiBg${bg}`)
  if (style.bold) names.push('ansiBold')
  if (style.dim) names.push('ansiDim')
  if (style.italic) names.push('ansiItalic')
  if (style.underline) names.push('ansiUnderline')
  return names.join(' ')
}
