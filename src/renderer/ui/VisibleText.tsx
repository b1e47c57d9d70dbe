import './visibleText.css'
import { memo } from 'react'
import { segmentsUpTo, writtenOut } from './hiddenText.ts'
import { language } from './i18n/language.ts'
import { t } from './i18n/t.ts'

/** Each has an element of its own; a hundred thousand would stop the window. */
const MARKED_SEGMENTS = 1000
/** Of what follows them so much is written out. */
const WRITTEN_CHARACTERS = 20_000

/** Text that a person judges before allowing it: what would be invisible or misleading is shown and named. */
export const VisibleText = memo(function VisibleText({ text }: { text: string }) {
  const { segments, rest } = segmentsUpTo(text, MARKED_SEGMENTS)
  const more = rest.length - WRITTEN_CHARACTERS
  return (
    <bdi>
      {segments.map((segment, index) => {
        if (segment.kind === 'plain') return <span key={index}>{segment.text}</span>
        if (segment.kind === 'hidden') {
          return (
            <span key={index} className="hiddenCharacter" title={t('A character you would not see')}>
              {segment.name}
            </span>
          )
        }
        return (
          <span key={index} className="mixedWord" title={t('This word mixes alphabets that look alike')}>
            {segment.text}
          </span>
        )
      })}
      {rest !== '' && (
        <span className="mixedWord" title={t('Too much here is hidden or mixed to mark each by itself')}>
          {writtenOut(rest.slice(0, WRITTEN_CHARACTERS))}
        </span>
      )}
      {more > 0 && (
        <span className="hiddenCharacter">
          {t('{n} more characters, too many of them hidden to show', { n: more.toLocaleString(language) })}
        </span>
      )}
    </bdi>
  )
})
