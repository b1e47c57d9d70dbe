import './inbox.css'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useActions, useApp } from '../../state/app.ts'
import { waitingGroups } from '../../state/inbox.ts'
import type { Waiting } from '../../state/inbox.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { RoomHeader } from '../../ui/RoomHeader.tsx'
import { useClock } from '../../ui/useClock.ts'
import { t } from '../../ui/i18n/t.ts'
import { InboxDetail } from './InboxDetail.tsx'
import { InboxList } from './InboxList.tsx'
import { useSelection } from './useSelection.ts'
import { subjectOfWaiting } from './words.ts'

/** Often enough for ages in minutes. */
const AGE_STEP_MS = 30_000

/** Everything that waits for a person, in any thread: a list that keeps the focus, and the question it points at. */
export function InboxRoom() {
  const { openThread, openAt, dismissFailure } = useActions()
  const inbox = useApp(state => state.inbox)
  const summaries = useApp(state => state.summaries)
  const dismissed = useApp(state => state.dismissed)
  const now = useClock(AGE_STEP_MS)
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set())
  const [said, setSaid] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const empty = useRef<HTMLParagraphElement>(null)
  const room = useRef<HTMLElement>(null)
  const opened = useRef(false)

  const groups = useMemo(
    () =>
      waitingGroups(inbox, { summaries: summaries ?? {}, dismissed, now })
        .map(group => ({ ...group, items: group.items.filter(item => !answered.has(item.key)) }))
        .filter(group => group.items.length > 0),
    [inbox, summaries, dismissed, now, answered],
  )
  const items = useMemo(() => groups.flatMap(group => group.items), [groups])
  const { selected, select, step } = useSelection(items)
  const waiting = items.filter(item => item.type !== 'failure').length

  // The room opens with the focus where the keys work. Later on, whoever is elsewhere by then stays there.
  const isEmpty = items.length === 0
  useEffect(() => {
    const focused = document.activeElement
    const isFree = !opened.current || focused === document.body || room.current?.contains(focused)
    opened.current = true
    const target = isEmpty ? empty.current : list.current
    if (isFree) target?.focus()
  }, [isEmpty])

  const done = (item: Waiting, word: string) => {
    const at = items.indexOf(item)
    const next = items[at + 1] ?? items[at - 1]
    setAnswered(before => new Set(before).add(item.key))
    setSaid(
      next
        ? t('{done}. Next: {next}', { done: word, next: subjectOfWaiting(next) })
        : t('{done}. Nothing else waits.', { done: word }),
    )
    list.current?.focus()
  }
  const open = (item: Waiting) => {
    if (item.threadId === null) return
    if (item.type === 'approval') openAt(item.threadId, item.entry.callId)
    else openThread(item.threadId)
  }
  const dismiss = (item: Waiting) => {
    if (item.type !== 'failure') return
    dismissFailure(item.thread)
    done(item, t('Put away'))
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return
    const isInList = event.target === list.current
    if (!isInList && event.target instanceof Element && event.target.closest('form, input, button, a, dialog')) return
    const anywhere = { j: () => step(1), k: () => step(-1), x: () => selected && dismiss(selected) }
    // Beside the list these keys scroll what is read.
    const inList = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Home: () => step(-Infinity),
      End: () => step(Infinity),
      Enter: () => selected && open(selected),
    }
    const act = Object.entries({ ...anywhere, ...(isInList ? inList : {}) }).find(([key]) => key === event.key)?.[1]
    if (!act) return
    event.preventDefault()
    act()
  }

  return (
    <section ref={room} className="inbox" aria-label={t('Inbox')}>
      <RoomHeader
        title={t('Inbox')}
        aside={<span className="inbox-count">{countOf(waiting, items.length - waiting)}</span>}
      >
        {!isEmpty && <Hints />}
      </RoomHeader>
      <p className="srOnly" role="status">
        {said}
      </p>
      {isEmpty ? (
        <p ref={empty} className="inbox-empty" tabIndex={-1}>
          {t('Nothing waits for you: approvals, questions and failures of any thread show here as they come up.')}
        </p>
      ) : (
        <div className="inbox-split" onKeyDown={onKeyDown}>
          <InboxList ref={list} groups={groups} selected={selected} now={now} onSelect={select} onOpen={open} />
          <div className="inbox-detail" tabIndex={-1}>
            {selected && (
              <InboxDetail
                key={selected.key}
                item={selected}
                onOpen={() => open(selected)}
                onDismiss={() => dismiss(selected)}
                onAnswered={word => done(selected, word)}
                onFormClosed={() => list.current?.focus()}
              />
            )}
          </div>
        </div>
      )}
    </section>
  )
}

function countOf(waiting: number, failed: number): string {
  const parts = [waiting > 0 && t('{n} waiting', { n: waiting }), failed > 0 && t('{n} failed', { n: failed })]
  return parts.filter(Boolean).join(' · ')
}

const Hints = () => (
  <span className="inbox-hints">
    <Kbd chord="j" /> <Kbd chord="k" /> {t('move')} <Kbd chord="enter" /> {t('open')}
  </span>
)
