import './diff.css'
import { memo, useState } from 'react'
import { t } from '../i18n/t.ts'
import { VisibleText } from '../VisibleText.tsx'
import type { DiffLine } from './parseDiff.ts'

const SIGN = { same: ' ', removed: '-', added: '+' } as const
const STEP = 400

interface DiffViewProps {
  lines: readonly DiffLine[]
  label: string
  /** Lines shown before "Show more". */
  limit?: number
}

/** A unified diff with line numbers. Long ones open in steps. */
export const DiffView = memo(function DiffView({ lines, label, limit = 40 }: DiffViewProps) {
  const [shown, setShown] = useState(limit)
  const rest = lines.length - shown
  return (
    <div className="diff">
      <div className="diffScroll" tabIndex={0} role="region" aria-label={label}>
        <div className="diffLines">
          {lines.slice(0, shown).map((line, index) => (
            <Line key={index} line={line} />
          ))}
        </div>
      </div>
      {rest > 0 && (
        <button type="button" className="diffMore" onClick={() => setShown(shown + STEP)}>
          {t('Show {n} more of {rest} lines', { n: Math.min(rest, STEP), rest })}
        </button>
      )}
    </div>
  )
})

function Line({ line }: { line: DiffLine }) {
  if (line.kind === 'gap') return <div className="diffLine gap">⋯</div>
  return (
    <div className={`diffLine ${line.kind}`}>
      <span className="diffNumber">{line.kind === 'added' ? line.after : line.before}</span>
      <span className="diffSign">{SIGN[line.kind]}</span>
      <span className="diffText">{line.text === '' ? ' ' : <VisibleText text={line.text} />}</span>
    </div>
  )
}
