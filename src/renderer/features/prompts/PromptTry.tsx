import { useState } from 'react'
import { expandPrompt, placeholdersOf } from '../../../core/prompts/expand.ts'
import { parsePromptFile } from '../../../core/prompts/promptFile.ts'
import { Field } from '../../ui/Field.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'

/** What a prompt becomes with words behind its name. */
export function PromptTry({ name, text }: { name: string; text: string }) {
  const [written, setWritten] = useState('')
  const { body, argumentHint } = parsePromptFile(text)
  const { text: expanded, missing, unused } = expandPrompt(body, written)
  const places = placeholdersOf(body)
  const notes = [
    ...(written !== '' && missing.length > 0 ? [`Nothing for ${missing.join(', ')}.`] : []),
    ...(unused.length > 0 ? [`No place for: ${unused.join(' ')}`] : []),
  ]
  return (
    <section className="promptTry" aria-label="Try it">
      <Field
        name="Try it"
        about={
          notes.length > 0
            ? notes.join(' ')
            : places.length > 0
              ? `It has a place for ${places.join(', ')}.`
              : 'What you write is added as the last paragraph.'
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
              aria-label="Words behind the name"
              placeholder={argumentHint ?? 'words behind the name'}
              value={written}
              onChange={event => setWritten(event.target.value)}
            />
          </div>
        )}
      </Field>
      <div className="promptTryText" tabIndex={0} role="region" aria-label="What is sent">
        <VisibleText text={expanded.trim()} />
      </div>
    </section>
  )
}
