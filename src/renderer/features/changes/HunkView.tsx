import { memo } from 'react'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { pairsOf } from './hunks.ts'
import type { Hunk, Line } from './hunks.ts'

interface HunkViewProps {
  hunk: Hunk
  /** Both sides beside each other. */
  split: boolean
  label: string
}

/** One change of a file, below or beside what was there before. */
export const HunkView = memo(function HunkView({ hunk, split, label }: HunkViewProps) {
  return (
    <div className={split ? 'hunk split' : 'hunk'} tabIndex={0} role="region" aria-label={label}>
      {split ? <Split hunk={hunk} /> : <Unified hunk={hunk} />}
    </div>
  )
})

function Unified({ hunk }: { hunk: Hunk }) {
  return (
    <div className="hunkLines">
      {hunk.blocks.map((block, index) =>
        block.kind === 'same' ? (
          <Row key={index} line={block.after} kind="same" sign=" " />
        ) : (
          <div key={index}>
            {block.removed.map(line => (
              <Row key={`-${line.number}`} line={line} kind="removed" sign="-" />
            ))}
            {block.added.map(line => (
              <Row key={`+${line.number}`} line={line} kind="added" sign="+" />
            ))}
          </div>
        ),
      )}
    </div>
  )
}

function Split({ hunk }: { hunk: Hunk }) {
  const rows = hunk.blocks.flatMap(block => pairsOf(block).map(pair => ({ ...pair, same: block.kind === 'same' })))
  return (
    <div className="hunkSides">
      {rows.map(({ before, after, same }, index) => (
        <div key={index} className="hunkPair">
          <Half line={before} kind={same ? 'same' : 'removed'} sign={same ? ' ' : '-'} />
          <Half line={after} kind={same ? 'same' : 'added'} sign={same ? ' ' : '+'} />
        </div>
      ))}
    </div>
  )
}

type Kind = 'same' | 'removed' | 'added'

const Half = ({ line, kind, sign }: { line: Line | null; kind: Kind; sign: string }) =>
  line ? <Row line={line} kind={kind} sign={sign} /> : <div className="hunkLine none" />

function Row({ line, kind, sign }: { line: Line; kind: Kind; sign: string }) {
  return (
    <div className={`hunkLine ${kind}`}>
      <span className="hunkNumber">{line.number}</span>
      <span className="hunkSign">{sign}</span>
      <span className="hunkText">
        {line.segments.map(({ text, changed }, index) =>
          changed ? (
            <mark key={index}>
              <VisibleText text={text} />
            </mark>
          ) : (
            <VisibleText key={index} text={text} />
          ),
        )}
      </span>
    </div>
  )
}
