import { useState } from 'react'
import type { ReactNode } from 'react'
import type { ContextReport } from '../../../contract/compaction.ts'
import { useAppParts } from '../../state/app.ts'
import { goTo } from '../../state/places.ts'
import { Button } from '../../ui/Button.tsx'
import { count } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { KIND_NAMES, pieceName } from './words.ts'

type Place = { itemId: string | null; turnId: string | null }
const SHOWN = 12

/** What fills the window, by kind. */
export function Kinds({ kinds }: Pick<ContextReport, 'kinds'>) {
  const most = Math.max(1, ...kinds.map(({ tokens }) => tokens))
  return (
    <ul className="contextPane-list">
      {kinds.map(({ kind, tokens, count: pieces }) => (
        <li key={kind} className="contextPane-kind">
          <span className={`contextPane-swatch ${kind}`} />
          <span className="truncate">{KIND_NAMES[kind]}</span>
          <span className="contextPane-aside">{pieces > 1 ? `${pieces}×` : ''}</span>
          <span className="contextPane-share">
            <span className={kind} style={{ width: `${(tokens / most) * 100}%` }} />
          </span>
          <span className="contextPane-size">{count(tokens)}</span>
        </li>
      ))}
    </ul>
  )
}

/** Single pieces, largest first; those that the timeline shows lead there. */
export function Pieces({ threadId, pieces }: { threadId: string; pieces: ContextReport['largest'] }) {
  const [all, setAll] = useState(false)
  const shown = all ? pieces : pieces.slice(0, SHOWN)
  return (
    <>
      <ul className="contextPane-list">
        {shown.map((piece, at) => (
          <li key={`${piece.itemId ?? piece.kind}-${at}`}>
            <Jump threadId={threadId} to={piece}>
              <span className={`contextPane-swatch ${piece.kind}`} title={pieceName(piece.kind)} />
              <span className="truncate">
                <span className="contextPane-kindName">{pieceName(piece.kind)}</span> <VisibleText text={piece.label} />
              </span>
              <span className="contextPane-size">{count(piece.tokens)}</span>
            </Jump>
          </li>
        ))}
      </ul>
      {pieces.length > SHOWN && (
        <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('Show fewer') : t('Show {n} more', { n: pieces.length - SHOWN })}
        </Button>
      )}
    </>
  )
}

/** What people said that a compaction keeps word by word. */
export function Kept({ threadId, kept }: { threadId: string; kept: ContextReport['kept'] }) {
  const { messages, cutTokens, leftTokens } = kept
  return (
    <>
      <p className="contextPane-note">
        {t(
          'About {size} tokens and a summary: the instructions and tools, the context as it is then, and what you said, word by word. Answers, reasoning, calls and outputs become the summary.',
          { size: count(leftTokens) },
        )}
        {cutTokens > 0 &&
          ` ${t('Of the oldest message that is kept, about {size} tokens are cut out.', { size: count(cutTokens) })}`}
      </p>
      <ul className="contextPane-list">
        {messages.map((message, at) => (
          <li key={message.itemId ?? at}>
            <Jump threadId={threadId} to={message}>
              <span className="contextPane-swatch user" />
              <span className="truncate">
                <VisibleText text={message.label === '' ? t('An image') : message.label} />
              </span>
              <span className="contextPane-size">{count(message.tokens)}</span>
            </Jump>
          </li>
        ))}
      </ul>
    </>
  )
}

function Jump({ threadId, to, children }: { threadId: string; to: Place; children: ReactNode }) {
  const { store } = useAppParts()
  const { itemId, turnId } = to
  if (itemId === null || turnId === null) return <div className="contextPane-piece">{children}</div>
  const go = () => goTo(store, { threadId, at: { turnId }, itemId, flash: true, opens: true })
  return (
    <button type="button" className="contextPane-piece" onClick={go}>
      {children}
    </button>
  )
}
