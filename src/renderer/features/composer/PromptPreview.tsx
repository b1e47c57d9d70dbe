import './promptPreview.css'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import type { Prompt } from '../../../contract/skills.ts'
import { tx } from '../../ui/i18n/tx.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import type { UsedPrompt } from './usedPrompt.ts'
import { t, tn } from '../../ui/i18n/t.ts'

/** Lines that are shown of a longer one. */
const SHOWN_LINES = 5

/** What is sent, by where its prompt comes from. */
const SENDS: Readonly<Record<Prompt['scope'], (name: ReactNode) => ReactNode>> = {
  user: name => tx('Sends {name}, your prompt', { name }),
  codex: name => tx('Sends {name}, your prompt for Codex', { name }),
  bundled: name => tx('Sends {name}, bundled prompt', { name }),
}

/** What a prompt becomes, before it is sent. */
export function PromptPreview({ used: { prompt, expansion } }: { used: UsedPrompt }) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const missing = missingWords(expansion.missing)
  const text = expansion.text.trim()
  const lines = text.split('\n')
  const isLong = lines.length > SHOWN_LINES || text.length > SHOWN_LINES * 160
  const shown =
    open || !isLong
      ? text
      : `${lines
          .slice(0, SHOWN_LINES)
          .join('\n')
          .slice(0, SHOWN_LINES * 160)}…`
  return (
    <section className="promptPreview" aria-label={t('What is sent')}>
      <header className="promptPreview-head">
        <span className="truncate">{SENDS[prompt.scope](<b>{prompt.name}</b>)}</span>
        {isLong && (
          <button
            type="button"
            className="promptPreview-more"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            {open ? t('Show less') : tn(lines.length, 'Show the line', 'Show all {n} lines')}
          </button>
        )}
      </header>
      {/* What scrolls can be scrolled by keyboard. */}
      <div
        id={id}
        className="promptPreview-text"
        {...(open ? { tabIndex: 0, role: 'region', 'aria-label': t('All that is sent') } : {})}
      >
        <VisibleText text={shown} />
      </div>
      {missing !== '' && <p className="promptPreview-note">{missing}</p>}
      {expansion.unused.length > 0 && (
        <p className="promptPreview-note waits">
          {t('The prompt has no place for: {words}', { words: expansion.unused.join(' ') })}
        </p>
      )}
    </section>
  )
}

/** What happens to placeholders that nothing was written for: numbers leave nothing, names stay. */
function missingWords(missing: readonly string[]): string {
  const empty = missing.filter(place => place.length === 2)
  const kept = missing.filter(place => place.length > 2 && place !== '$ARGUMENTS')
  return [
    ...(empty.length > 0 ? [t('Nothing yet for {places}.', { places: empty.join(', ') })] : []),
    ...(kept.length > 0
      ? [
          t('{places} stays as it is: give it a value with {name}=…', {
            places: kept.join(', '),
            name: kept[0]?.slice(1) ?? '',
          }),
        ]
      : []),
  ].join(' ')
}
