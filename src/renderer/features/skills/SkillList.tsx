import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId } from 'react'
import type { KeyboardEvent, RefObject } from 'react'
import type { Skill } from '../../../contract/skills.ts'
import { Switch } from '../../ui/Switch.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { stepRow } from './skillRows.ts'
import type { SkillRow } from './skillRows.ts'
import { useHasDraft } from './useSkillDraft.ts'
import { marksOf, SCOPE_NAMES } from './words.ts'
import type { Mark } from './words.ts'

const GROUP_PX = 30
const SKILL_PX = 46

interface SkillListProps {
  ref: RefObject<HTMLDivElement | null>
  rows: readonly SkillRow[]
  /** The line that is looked at. */
  index: number
  onGo(index: number): void
  onPoint(index: number): void
  /** To the skill that is looked at. */
  onRead(): void
  onToggle(skill: Skill, on: boolean): void
  onRemove(): void
}

/** The skills by where they come from. The grid has the focus; Space turns the active one on or off. */
export function SkillList({ ref, rows, index, onGo, onPoint, onRead, onToggle, onRemove }: SkillListProps) {
  const id = useId()
  // oxlint-disable-next-line react/incompatible-library -- the list is used in this component only
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => ref.current,
    estimateSize: at => (rows[at]?.type === 'group' ? GROUP_PX : SKILL_PX),
    overscan: 8,
    // The active line stays in the page: what has the focus refers to it.
    rangeExtractor: range => {
      const shown = defaultRangeExtractor(range)
      return index < 0 || index >= range.count || shown.includes(index) ? shown : [...shown, index]
    },
  })
  useEffect(() => list.measure(), [list, rows])
  const active = rows[index]
  const activePath = active?.type === 'skill' ? active.skill.path : null
  useEffect(() => {
    // The head of the first group comes into view with its first line.
    if (index >= 0) list.scrollToIndex(index === 1 ? 0 : index)
    // A line keeps its place on screen when others come before it; only another line is scrolled to.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [list, activePath])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((ref.current?.clientHeight ?? 0) / SKILL_PX) - 1)
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => onGo(stepRow(rows, index, 1)),
      ArrowUp: () => onGo(stepRow(rows, index, -1)),
      PageDown: () => onGo(stepRow(rows, index, page)),
      PageUp: () => onGo(stepRow(rows, index, -page)),
      Home: () => onGo(stepRow(rows, index, -Infinity)),
      End: () => onGo(stepRow(rows, index, Infinity)),
      Enter: onRead,
      ArrowRight: onRead,
      Delete: onRemove,
      ' ': () => active?.type === 'skill' && canToggle(active.skill) && onToggle(active.skill, !isOn(active.skill)),
    }
    const act = keys[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  return (
    <div
      ref={ref}
      className="skillList"
      role="grid"
      aria-label="Skills"
      aria-rowcount={rows.length}
      aria-colcount={2}
      aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className="skillLines" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index: at, start, size }) => {
          const row = rows[at]
          const style = { height: size, transform: `translateY(${start}px)` }
          if (!row) return null
          return row.type === 'group' ? (
            <div key={row.scope} role="row" aria-rowindex={at + 1} className="skillGroup" style={style}>
              <span role="rowheader" aria-colspan={2}>
                {SCOPE_NAMES[row.scope]} <span className="skillsCount">{row.count}</span>
              </span>
            </div>
          ) : (
            <div
              key={row.skill.path}
              id={`${id}-${at}`}
              role="row"
              aria-rowindex={at + 1}
              aria-selected={at === index}
              className={`skillLine ${row.skill.state}${at === index ? ' current' : ''}`}
              style={style}
              onClick={() => onPoint(at)}
            >
              <LineText skill={row.skill} />
              <div
                role="gridcell"
                className="skillSwitch"
                // The list keeps the focus.
                onMouseDown={event => event.preventDefault()}
                onClick={event => event.stopPropagation()}
              >
                {canToggle(row.skill) && (
                  <Switch
                    label={`Use ${row.skill.name}`}
                    on={isOn(row.skill)}
                    tabStop={false}
                    onChange={on => onToggle(row.skill, on)}
                  />
                )}
              </div>
            </div>
          )
        })}
      </div>
    </div>
  )
}

function LineText({ skill }: { skill: Skill }) {
  const hasDraft = useHasDraft(skill.path)
  const marks = [...(hasDraft ? [NOT_SAVED] : []), ...marksOf(skill)]
  return (
    <div role="gridcell" className="skillLineText">
      <div className="skillLineHead">
        <span className="skillLineName truncate">
          <VisibleText text={skill.name} />
        </span>
        {marks.map(({ look, text }) => (
          <span key={text} className={`skillMark ${look}`}>
            {text}
          </span>
        ))}
      </div>
      <p className="skillLineAbout truncate">
        <VisibleText text={aboutOf(skill).slice(0, 200)} />
      </p>
    </div>
  )
}

const NOT_SAVED: Mark = { look: 'waits', text: 'not saved' }

/** What it is for, or why it cannot be used. */
const aboutOf = ({ shortDescription, description, problems }: Skill): string =>
  shortDescription ?? (description || (problems[0]?.message ?? ''))

/** What cannot be used cannot be turned on. */
export const canToggle = ({ state }: Skill): boolean => state !== 'broken'

export const isOn = ({ state }: Skill): boolean => state !== 'disabled'
