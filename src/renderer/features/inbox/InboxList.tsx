import { useEffect, useId } from 'react'
import type { Ref } from 'react'
import type { Waiting, WaitingGroup } from '../../state/inbox.ts'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { ago, baseName } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { isCode } from '../approvals/index.ts'
import { questionOf, subjectOfWaiting } from './words.ts'

interface InboxListProps {
  ref: Ref<HTMLDivElement>
  groups: readonly WaitingGroup[]
  selected: Waiting | null
  now: number
  onSelect(item: Waiting): void
  onOpen(item: Waiting): void
}

/** What waits, by thread. The list itself has the focus; the selected line is its active one. */
export function InboxList({ ref, groups, selected, now, onSelect, onOpen }: InboxListProps) {
  const id = useId()
  const idOf = (item: Waiting) => `${id}-${item.key}`
  const active = selected ? idOf(selected) : undefined
  useEffect(() => {
    if (active !== undefined) document.getElementById(active)?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    <div
      ref={ref}
      className="inbox-list"
      role="listbox"
      aria-label={t('What waits for you')}
      aria-activedescendant={active}
      tabIndex={0}
    >
      {groups.map(group => (
        <div key={group.id} className="inbox-group" role="group" aria-label={group.title}>
          <div className="inbox-groupHead" aria-hidden>
            <span className="inbox-thread truncate" title={group.title}>
              {group.title}
            </span>
            {group.cwd !== null && (
              <span className="inbox-folder truncate" title={group.cwd}>
                {baseName(group.cwd)}
              </span>
            )}
          </div>
          {group.items.map(item => (
            <Line
              key={item.key}
              id={idOf(item)}
              item={item}
              now={now}
              isSelected={item.key === selected?.key}
              onSelect={() => onSelect(item)}
              onOpen={() => onOpen(item)}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

interface LineProps {
  id: string
  item: Waiting
  now: number
  isSelected: boolean
  onSelect(): void
  onOpen(): void
}

function Line({ id, item, now, isSelected, onSelect, onOpen }: LineProps) {
  const isCommand = item.type === 'approval' && isCode(item.entry.request)
  return (
    <div
      id={id}
      className={isSelected ? 'inbox-line selected' : 'inbox-line'}
      role="option"
      aria-selected={isSelected}
      onClick={onSelect}
      onDoubleClick={onOpen}
    >
      <StatusDot status={item.type === 'failure' ? 'failed' : 'waiting'} quiet />
      <span className="inbox-words">
        <span className="srOnly">{questionOf(item)} </span>
        <span className={isCommand ? 'inbox-subject mono truncate' : 'inbox-subject truncate'}>
          <VisibleText text={subjectOfWaiting(item).replace(/\s*\n\s*/g, ' ⏎ ')} />
        </span>
      </span>
      <span className="inbox-age">{ago(item.at, now)}</span>
    </div>
  )
}
