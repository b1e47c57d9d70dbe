import { memo } from 'react'
import { defused } from '../../ui/hiddenText.ts'

type Mark = readonly [from: number, to: number]

/** Text with its hits marked. Marks that do not fit the text are left out. */
export const MarkedText = memo(function MarkedText({ text, marks }: { text: string; marks: readonly Mark[] }) {
  return (
    <bdi>
      {partsOf(text, marks).map((part, index) =>
        part.isHit ? (
          <mark key={index} className="sessions-mark">
            {defused(part.text)}
          </mark>
        ) : (
          <span key={index}>{defused(part.text)}</span>
        ),
      )}
    </bdi>
  )
})

/** The text in pieces, hits and what lies between them. */
export function partsOf(text: string, marks: readonly Mark[]): { text: string; isHit: boolean }[] {
  const parts: { text: string; isHit: boolean }[] = []
  let at = 0
  for (const [from, to] of [...marks].sort((a, b) => a[0] - b[0])) {
    if (from < at || to <= from || to > text.length) continue
    if (from > at) parts.push({ text: text.slice(at, from), isHit: false })
    parts.push({ text: text.slice(from, to), isHit: true })
    at = to
  }
  if (at < text.length) parts.push({ text: text.slice(at), isHit: false })
  return parts
}

/** As much before the first hit as leaves it in sight where there are two short lines. */
const BEFORE_CHARS = 36

/** An excerpt that begins a little before its first hit. */
export function fromFirstMark(text: string, marks: readonly Mark[]): { text: string; marks: Mark[] } {
  const first = Math.min(text.length, ...marks.map(([from]) => from))
  if (marks.length === 0 || first <= BEFORE_CHARS) return { text, marks: [...marks] }
  const start = first - BEFORE_CHARS
  const blank = text.slice(start, first).indexOf(' ')
  const cut = blank < 0 ? start : start + blank + 1
  return {
    text: `…${text.slice(cut)}`,
    marks: marks.map(([from, to]): Mark => [from - cut + 1, to - cut + 1]),
  }
}
