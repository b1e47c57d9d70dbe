import './promptPreview.css'
import { useId, useState } from 'react'
import { VisibleText } from '../../ui/VisibleText.tsx'
import type { UsedPrompt } from './usedPrompt.ts'

/** Lines that are shown of a longer one. */
const SHOWN_LINES = 5

const FROM = { user: 'your prompt', codex: 'your prompt for Codex', bundled: 'bundled prompt' } as const

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
    <section className="promptPreview" aria-label="What is sent">
      <header className="promptPreview-head">
        <span className="truncate">
          Sends <b>{prompt.name}</b>, {FROM[prompt.scope]}
        </span>
        {isLong && (
          <button
            type="button"
            className="promptPreview-more"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            {open ? 'Show less' : `Show all ${lines.length} lines`}
          </button>
        )}
      </header>
      {/* What scrolls can be scrolled by keyboard. */}
      <div
        id={id}
        className="promptPreview-text"
        {...(open ? { tabIndex: 0, role: 'region', 'aria-label': 'All that is sent' } : {})}
      >
        <VisibleText text={shown} />
      </div>
      {missing !== '' && <p className="promptPreview-note">{missing}</p>}
      {expansion.unused.length > 0 && (
        <p className="promptPreview-note waits">The prompt has no place for: {expansion.unused.join(' ')}</p>
      )}
    </section>
  )
}

/** What happens to placeholders that nothing was written for: numbers leave nothing, names stay. */
function missingWords(missing: readonly string[]): string {
  const empty = missing.filter(place => place.length === 2)
  const kept = missing.filter(place => place.length > 2 && place !== '$ARGUMENTS')
  return [
    ...(empty.length > 0 ? [`Nothing yet for ${empty.join(', ')}.`] : []),
    ...(kept.length > 0 ? [`${kept.join(', ')} stays as it is: give it a value with ${kept[0]?.slice(1)}=…`] : []),
  ].join(' ')
}
