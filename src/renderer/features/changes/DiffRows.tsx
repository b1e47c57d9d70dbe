import { memo, useMemo } from 'react'
import type { Line as Tokens } from '../../ui/highlight/protocol.ts'
import { useHighlight } from '../../ui/highlight/useHighlight.ts'
import { hasHiddenText } from '../../ui/hiddenText.ts'
import { t } from '../../ui/i18n/t.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import type { Line } from './hunks.ts'
import { marksOf, piecesOf } from './marks.ts'
import type { Piece, Segment } from './marks.ts'
import type { Row } from './rows.ts'

interface DiffRowsProps {
  rows: readonly Row[]
  /** The place of the first one in its hunk. */
  at: number
  isSplit: boolean
  /** What the lines are written in: the ending of the file's name. */
  language: string | undefined
  /** Rows that are pointed at, by their places in the hunk. */
  from: number | null
  to: number | null
}

/** Lines of a change, below each other or side by side, in colours and with what differs in them marked. */
export const DiffRows = memo(function DiffRows({ rows, at, isSplit, language, from, to }: DiffRowsProps) {
  const before = useColours(rows, 'before', language)
  const after = useColours(rows, 'after', language)
  const marks = useMemo(() => rows.map(marksIn), [rows])
  return (
    <div className={isSplit ? 'diffRows split' : 'diffRows'}>
      {rows.map((row, index) => {
        const place = at + index
        const isChosen = from !== null && to !== null && place >= from && place <= to
        const sides = marks[index]
        return (
          <div key={index} className={isChosen ? 'diffRow chosen' : 'diffRow'} data-row={place}>
            {(isSplit || !row.after) && (
              <Half
                line={row.before}
                side={row.kind === 'same' ? 'same' : 'removed'}
                segments={sides?.before}
                tokens={before.get(index)}
              />
            )}
            {(isSplit || row.after) && (
              <Half
                line={row.after}
                side={row.kind === 'same' ? 'same' : 'added'}
                segments={sides?.after}
                tokens={after.get(index)}
              />
            )}
          </div>
        )
      })}
    </div>
  )
})

/** The colours of one side, by the places of its rows. Lines of both sides are read with what stands around them. */
function useColours(rows: readonly Row[], side: 'before' | 'after', language: string | undefined) {
  const { code, places } = useMemo(() => {
    const needed = side === 'after' || rows.some(row => row.before && row.kind !== 'same')
    const lines = needed ? rows.flatMap((row, place) => (row[side] ? [{ place, text: row[side].text }] : [])) : []
    return { code: lines.map(({ text }) => text).join('\n'), places: lines.map(({ place }) => place) }
  }, [rows, side])
  const { lines } = useHighlight(code.length > MAX_CODE ? '' : code, language)
  return useMemo(
    () =>
      new Map<number, Tokens>(
        lines.flatMap((line, index) => (places[index] === undefined ? [] : [[places[index], line]])),
      ),
    [lines, places],
  )
}

/** More than that is no code that anybody wrote. */
const MAX_CODE = 40_000

function marksIn(row: Row): { before?: Segment[]; after?: Segment[] } | null {
  if (row.kind === 'same') return null
  if (row.kind === 'pair') return row.before && row.after ? marksOf(row.before.text, row.after.text) : null
  if (!row.partner) return null
  return row.kind === 'removed' ? marksOf(row.before.text, row.partner.text) : marksOf(row.partner.text, row.after.text)
}

interface HalfProps {
  line: Line | null
  side: 'same' | 'removed' | 'added'
  segments: readonly Segment[] | undefined
  tokens: Tokens | undefined
}

const SIGNS = { same: ' ', removed: '−', added: '+' } as const

function Half({ line, side, segments, tokens }: HalfProps) {
  if (!line) return <div className="diffHalf none" />
  const shown = line.text.length > MAX_SHOWN ? line.text.slice(0, MAX_SHOWN) : line.text
  const isCut = shown !== line.text
  const pieces = piecesOf((!isCut && segments) || [{ text: shown, changed: false }], isCut ? undefined : tokens)
  return (
    <div className={`diffHalf ${side}`}>
      <span className="rowNumber" data-number>
        {line.number}
      </span>
      <span className="rowSign">{SIGNS[side]}</span>
      <span className="rowText">
        {pieces.map((piece, index) => (
          <PieceText key={index} piece={piece} />
        ))}
        {isCut && <span className="rowCut">{t('… {n} more characters', { n: line.text.length - shown.length })}</span>}
      </span>
    </div>
  )
}

/** Longer lines are cut: no person reads them, and the page would. */
const MAX_SHOWN = 1000
// oxlint-disable-next-line no-control-regex -- what is written with a keyboard hides nothing
const PLAIN = /^[\t\u0020-\u007e]*$/

function PieceText({ piece: { text, kind, changed } }: { piece: Piece }) {
  const shown = PLAIN.test(text) || !hasHiddenText(text) ? text : <VisibleText text={text} />
  const className = kind === '' ? undefined : `code-${kind}`
  return changed ? <mark className={className}>{shown}</mark> : <span className={className}>{shown}</span>
}
