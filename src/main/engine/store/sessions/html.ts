import { HEAD_CHARS, MAX_PIXELS, pictureHead } from '../../../../core/pictures/pictures.ts'
import type { Block, Part, Transcript } from './transcript.ts'

const STYLE = `
:root { color-scheme: light dark; --page: #fff; --text: #1c1e21; --soft: #62676f; --line: #d9dce1; --well: #f5f6f8; --plus: #e3f5e6; --minus: #fde7e7 }
@media (prefers-color-scheme: dark) {
  :root { --page: #16181b; --text: #e4e6ea; --soft: #9aa0a9; --line: #33373d; --well: #1f2226; --plus: #17331d; --minus: #3d1b1d }
}
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; font: 15px/1.6 system-ui, sans-serif; color: var(--text); background: var(--page) }
h1 { font-size: 1.5rem } h2 { margin-top: 2.5rem; font-size: 1rem; color: var(--soft); border-top: 1px solid var(--line); padding-top: 1rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
.text { white-space: pre-wrap; overflow-wrap: anywhere; margin: 1rem 0 } .user { background: var(--well); padding: .75rem 1rem; border-radius: .5rem }
.soft { color: var(--soft); font-style: italic }
summary { cursor: pointer; color: var(--soft); overflow-wrap: anywhere } details { margin: .75rem 0 }
pre { background: var(--well); padding: .75rem; border-radius: .5rem; overflow-x: auto; font: 13px/1.5 ui-monospace, monospace }
.plus { background: var(--plus) } .minus { background: var(--minus) } pre span { display: block } img { max-width: 100%; height: auto }
`

/** Nothing in the page may run or reach out: what a thread holds was written by anybody. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

/** A thread as one page that needs nothing else and runs nothing. */
export function htmlOf({ title, facts, turns }: Transcript): string {
  const list = facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join('')
  const body = turns.map(({ number, startedAt, status, blocks }) => {
    const ending = status === 'completed' ? '' : ` (${status})`
    const heading = `<h2>${number}. <time>${new Date(startedAt).toISOString()}</time>${escaped(ending)}</h2>`
    return `<section>${heading}\n${blocks.map(htmlBlock).join('\n')}</section>`
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<dl>${list}</dl>
${body.join('\n')}
</body>
</html>
`
}

function htmlBlock(block: Block): string {
  switch (block.type) {
    case 'said': {
      const images = block.images.map(htmlImage).join('')
      return `<div class="text ${block.by}">${escaped(block.text)}${images}</div>`
    }
    case 'thought':
    case 'remark':
      return `<div class="text soft">${escaped(block.text)}</div>`
    case 'done': {
      const status = block.status === 'completed' ? '' : ` (${block.status})`
      const summary = escaped(block.title + status)
      if (block.parts.length === 0) return `<div class="soft">${summary}</div>`
      return `<details><summary>${summary}</summary>${block.parts.map(htmlPart).join('')}</details>`
    }
  }
}

/** A small log can hold a picture that fills the memory of whoever opens the page. */
function htmlImage(url: string): string {
  const base64 = url.slice(url.indexOf(',') + 1)
  const head = pictureHead(Buffer.from(base64.slice(0, HEAD_CHARS), 'base64'))
  if (!head) return '<p class="soft">(what was attached here is no picture)</p>'
  const { width, height } = head
  if (width * height > MAX_PIXELS) return `<p class="soft">(a picture of ${width} × ${height} pixels, left out)</p>`
  return `<img alt="A picture" src="${escaped(url)}" width="${width}" height="${height}">`
}

function htmlPart({ language, text }: Part): string {
  if (language !== 'diff') return `<pre>${escaped(text)}</pre>`
  const lines = text.split('\n').map(line => {
    const sign = /^(\+\+\+|---)/.test(line)
      ? ''
      : line.startsWith('+')
        ? ' class="plus"'
        : line.startsWith('-')
          ? ' class="minus"'
          : ''
    return `<span${sign}>${escaped(line) || ' '}</span>`
  })
  return `<pre>${lines.join('')}</pre>`
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, char => ENTITIES[char] ?? char)
