import './visibleText.css'
import { memo } from 'react'
import { segmentsOf } from './hiddenText.ts'
import { t } from './i18n/t.ts'

/** Text that a person judges before allowing it: what would be invisible or misleading is shown and named. */
export const VisibleText = memo(function VisibleText({ text }: { text: string }) {
  return (
    <bdi>
      {segmentsOf(text).map((segment, index) => {
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
    </bdi>
  )
})
