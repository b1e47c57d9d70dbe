import { useState } from 'react'
import { useApp } from '../../state/app.ts'
import { AnsiText } from '../../ui/AnsiText.tsx'
import { parseAnsi } from '../../ui/ansi.ts'
import { CopyButton } from '../../ui/markdown/CodeBlock.tsx'
import { CutText } from '../../ui/markdown/CutText.tsx'
import { marksOf, wordsOf } from '../../ui/wordMarks.ts'
import { t } from '../../ui/i18n/t.ts'

const SHOWN_LINES = 20
/** Of lines that are no lines: twenty may be a megabyte. */
const SHOWN_CHARACTERS = 8000

interface OutputProps {
  text: string
  /** Which end stays in view while folded: errors stand last. */
  keep?: 'start' | 'end'
  label?: string
}

/** What a command printed: twenty lines, and all of them when asked for. */
export function OutputBlock({ text, keep = 'start', label = t('Output') }: OutputProps) {
  const [opened, setOpened] = useState<boolean | null>(null)
  const trimmed = text.trimEnd()
  const lines = trimmed.split('\n')
  const hidden = lines.length > SHOWN_LINES || trimmed.length > SHOWN_CHARACTERS
  // What is searched for is never kept folded away.
  const sought = useApp(({ find }) => (hidden && find ? marksOf(text, wordsOf(find.text)).length > 0 : false))
  const all = opened ?? sought
  const more = hidden && (
    <button type="button" className="timeline-more" aria-expanded={all} onClick={() => setOpened(!all)}>
      {all
        ? t('Show less')
        : lines.length > SHOWN_LINES
          ? t('Show all {n} lines', { n: lines.length })
          : t('Show all of it')}
    </button>
  )
  return (
    <div className="timeline-output">
      {keep === 'end' && more}
      <CutText text={all || !hidden ? trimmed : folded(lines, keep)}>
        {shown => (
          <pre className={all ? 'timeline-outputText all' : 'timeline-outputText'} tabIndex={0} aria-label={label}>
            <AnsiText text={shown} />
          </pre>
        )}
      </CutText>
      <span className="timeline-outputCopy">
        <CopyButton text={() => plainText(text)} label={t('Copy output')} />
      </span>
      {keep === 'start' && more}
    </div>
  )
}

const plainText = (output: string): string =>
  parseAnsi(output)
    .map(({ text }) => text)
    .join('')

function folded(lines: readonly string[], keep: 'start' | 'end'): string {
  if (keep === 'start') return lines.slice(0, SHOWN_LINES).join('\n').slice(0, SHOWN_CHARACTERS)
  return lines.slice(-SHOWN_LINES).join('\n').slice(-SHOWN_CHARACTERS)
}
