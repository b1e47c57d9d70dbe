import { useState } from 'react'
import { expandPrompt, placeholdersOf } from '../../../core/prompts/expand.ts'
import { parsePromptFile } from '../../../core/prompts/promptFile.ts'
import { Field } from '../../ui/Field.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'

/** What a prompt becomes with words behind its name. */
export function PromptTry({ name, text }: { name: string; text: string }) {
  const [written, setWritten] = useState('')
  const { body, argumentHint } = parsePromptFile(text)
  const { text: expanded, missing, unused } = expandPrompt(body, written)
  const places = placeholdersOf(body)
  const notes = [
    ...(written !== '' && missing.length > 0 ? [t('Nothing for {places}.', { places: missing.join(', ') })] : []),
    ...(unused.length > 0 ? [t('No place for: {words}', { words: unused.join(' ') })] : []),
  ]
  return (
    <section className="promptTry" aria-label={t('Try it')}>
      <Field
        name={t('Try it')}
        about={
          notes.length > 0
            ? notes.join(' ')
            : places.length > 0
              ? t('It has a place for {places}.', { places: places.join(', ') })
              : t('What you write is added as the last paragraph.')
        }
      >
        {ties => (
          <div className="promptTryLine">
            <span aria-hidden>/{name}</span>
            <input
              {...ties}
              className="textInput"
              spellCheck={false}
              autoComplete="off"
              aria-label={t('Words behind the name')}
              placeholder={argumentHint ?? t('words behind the name')}
              value={written}
              onChange={event => setWritten(event.target.value)}
            />
          </div>
        )}
      </Field>
      <div className="promptTryText" tabIndex={0} role="region" aria-label={t('What is sent')}>
        <VisibleText text={expanded.trim()} />
      </div>
    </section>
  )
}
