import './findBar.css'
import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import type { KeyboardEvent, RefObject } from 'react'
import type { FoundItem } from '../../../contract/history.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import { closeFind, findText, goToHit, hitFrom } from '../../state/find.ts'
import type { Find } from '../../state/find.ts'
import { IconButton } from '../../ui/Button.tsx'
import { keepMarked, wordsOf } from '../../ui/wordMarks.ts'
import { t } from '../../ui/i18n/t.ts'

interface FindProps {
  threadId: string
  scroller: RefObject<HTMLDivElement | null>
  /** Where the reader is: the first hit from there on is gone to first. */
  seq: number
}

const TYPING_MS = 120
const MOST_HITS = 1000

/** Searches all of the thread, whether or not it is loaded, and goes from hit to hit. */
export function FindBar(props: FindProps) {
  const find = useApp(({ find }) => (find?.threadId === props.threadId ? find : null))
  return find && <OpenFindBar find={find} {...props} />
}

function OpenFindBar({ find, threadId, scroller, seq }: FindProps & { find: Find }) {
  const { store } = useAppParts()
  const words = useSettled(find.text.trim())
  const asked = words === '' ? null : { threadId, text: words, limit: MOST_HITS }
  const { result, failure, fresh } = useQuery('thread/find', asked)
  const hits = words === '' ? NONE : (result?.hits ?? NONE)
  const total = words === '' ? 0 : (result?.total ?? 0)
  const at = find.hit === null ? -1 : hits.findIndex(hit => isSame(hit, find.hit))

  useEffect(
    () => (scroller.current ? keepMarked(scroller.current, wordsOf(words), 'find') : undefined),
    [scroller, words],
  )

  const goFirst = useEffectEvent(() => {
    const first = hits[hitFrom(hits, seq)]
    if (first && find.hit === null) goToHit(store, first)
  })
  useEffect(() => {
    if (fresh && result) goFirst()
  }, [fresh, result])

  const step = (by: 1 | -1) => {
    const next = hits[(at + by + hits.length) % hits.length]
    if (next) goToHit(store, next)
  }
  const close = () => {
    closeFind(store)
    scroller.current?.focus({ preventScroll: true })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) step(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <search className="findBar" aria-label={t('Find in this thread')} onKeyDown={onKeyDown}>
      <input
        key={find.asked}
        ref={takeFocus}
        className="findBar-field"
        type="text"
        aria-label={t('Find in this thread')}
        placeholder={t('Find in this thread')}
        spellCheck={false}
        value={find.text}
        onChange={event => findText(store, event.target.value)}
      />
      <span className="findBar-count" role="status">
        {failure !== null ? failure : words === '' || !fresh ? '' : countOf(at, hits.length, total)}
      </span>
      <IconButton
        icon={ChevronUp}
        label={t('Previous hit')}
        chord="shift+enter"
        disabled={hits.length === 0}
        onClick={() => step(-1)}
      />
      <IconButton
        icon={ChevronDown}
        label={t('Next hit')}
        chord="enter"
        disabled={hits.length === 0}
        onClick={() => step(1)}
      />
      <IconButton icon={X} label={t('Close the search')} chord="esc" onClick={close} />
    </search>
  )
}

const NONE: readonly FoundItem[] = []

const isSame = (a: FoundItem, b: FoundItem | null): boolean =>
  b !== null && a.seq === b.seq && a.itemId === b.itemId && a.kind === b.kind

const countOf = (at: number, reachable: number, total: number): string =>
  total === 0
    ? t('No hits')
    : total > reachable
      ? t('{at} of the first {reachable} of {total}', { at: at + 1, reachable, total })
      : t('{at} of {total}', { at: at + 1, total })

const takeFocus = (field: HTMLInputElement | null): void => {
  field?.focus()
  field?.select()
}

/** What was typed, once the typing rests. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])
  return text === '' ? '' : settled
}
