import { useState } from 'react'
import type { ReactNode } from 'react'
import { language } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'

/** What is drawn of a text at first: more takes longer than a person waits. */
const FIRST_CHARACTERS = 20_000
const MORE_CHARACTERS = 60_000

interface CutTextProps {
  text: string
  /** How a piece of the text looks. */
  children(shown: string): ReactNode
}

/** A text up to a limit, and more of it each time it is asked for. */
export function CutText({ text, children }: CutTextProps) {
  const [shown, setShown] = useState(FIRST_CHARACTERS)
  const left = text.length - shown
  if (left <= 0) return children(text)
  return (
    <>
      {children(text.slice(0, shown))}
      <p className="cutText">
        {t('{n} more characters. Copy has all of it.', { n: left.toLocaleString(language) })}{' '}
        <button type="button" className="cutTextMore" onClick={() => setShown(shown + MORE_CHARACTERS)}>
          {t('Show more')}
        </button>
      </p>
    </>
  )
}
