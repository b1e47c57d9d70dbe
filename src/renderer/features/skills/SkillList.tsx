import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId } from 'react'
import type { CSSProperties, KeyboardEvent, RefObject } from 'react'
import type { Skill } from '../../../contract/skills.ts'
import { useRowScale } from '../../state/useRowScale.ts'
import { Switch } from '../../ui/Switch.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { stepRow } from './skillRows.ts'
import type { SkillRow } from './skillRows.ts'
import { useHasDraft } from './useSkillDraft.ts'
import { marksOf, SCOPE_NAMES } from './words.ts'
import type { Mark } from './words.ts'

const GROUP_PX = 30
const SKILL_PX = 46

export interface SkillListProps {
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
export function SkillList(props: SkillListProps) {
  const { ref, rows, index, onPoint, onToggle } = props
  const id = useId()
  const scale = useRowScale()
  // oxlint-disable-next-line react/incompatible-library -- the list is used in this component only
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => ref.current,
    estimateSize: at => Math.round((rows[at]?.type === 'group' ? GROUP_PX : SKILL_PX) * scale),
    overscan: 8,
    // The active line stays in the page: what has the focus refers to it.
    rangeExtractor: range => {
      const shown = defaultRangeExtractor(range)
      return index < 0 || index >= range.count || shown.includes(index) ? shown : [...shown, index]
    },
  })
  useEffect(() => list.measure(), [list, rows, scale])
  const active = rows[index]
  const activePath = active?.type === 'skill' ? active.skill.path : null
  useEffect(() => {
    // The head of the first group comes into view with its first line.
    if (index >= 0) list.scrollToIndex(index === 1 ? 0 : index)
    // A line keeps its place on screen when others come before it; only another line is scrolled to.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [list, activePath])

  return (
    <div
      ref={ref}
      className="skillList"
      role="grid"
      aria-label={t('Skills')}
      aria-rowcount={rows.length}
      aria-colcount={2}
      aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
      tabIndex={0}
      onKeyDown={event => press(event, props)}
    >
      <div role="rowgroup" className="skillLines" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index: at, start, size }) => {
          const row = rows[at]
          const style = { height: size, transform: `translateY(${start}px)` }
          if (!row) return null
          return row.type === 'group' ? (
            <GroupLine key={row.scope} row={row} index={at} style={style} />
          ) : (
            <SkillLine
              key={row.skill.path}
              id={`${id}-${at}`}
              skill={row.skill}
              index={at}
              isCurrent={at === index}
              style={style}
              onPoint={onPoint}
              onToggle={onToggle}
            />
          )
        })}
      </div>
    </div>
  )
}

/** Does what a key of the list does. */
function press(event: KeyboardEvent, { ref, rows, index, onGo, onRead, onToggle, onRemove }: SkillListProps): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
  const page = Math.max(1, Math.floor((ref.current?.clientHeight ?? 0) / SKILL_PX) - 1)
  const row = rows[index]
  const step = (by: number) => () => onGo(stepRow(rows, index, by))
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: step(1),
    ArrowUp: step(-1),
    PageDown: step(page),
    PageUp: step(-page),
    Home: step(-Infinity),
    End: step(Infinity),
    Enter: onRead,
    ArrowRight: onRead,
    Delete: onRemove,
    ' ': () => row?.type === 'skill' && canToggle(row.skill) && onToggle(row.skill, !isOn(row.skill)),
  }
  const act = keys[event.key]
  if (!act) return
  event.preventDefault()
  act()
}

interface GroupLineProps {
  row: SkillRow & { type: 'group' }
  index: number
  style: CSSProperties
}

const GroupLine = ({ row, index, style }: GroupLineProps) => (
  <div role="row" aria-rowindex={index + 1} className="skillGroup" style={style}>
    <span role="rowheader" aria-colspan={2}>
      {SCOPE_NAMES[row.scope]} <span className="skillsCount">{row.count}</span>
    </span>
  </div>
)

interface SkillLineProps extends Pick<SkillListProps, 'onPoint' | 'onToggle'> {
  id: string
  skill: Skill
  index: number
  isCurrent: boolean
  style: CSSProperties
}

const SkillLine = ({ id, skill, index, isCurrent, style, onPoint, onToggle }: SkillLineProps) => (
  <div
    id={id}
    role="row"
    aria-rowindex={index + 1}
    aria-selected={isCurrent}
    className={`skillLine ${skill.state}${isCurrent ? ' current' : ''}`}
    style={style}
    onClick={() => onPoint(index)}
  >
    <LineText skill={skill} />
    <div
      role="gridcell"
      className="skillSwitch"
      // The list keeps the focus.
      onMouseDown={event => event.preventDefault()}
      onClick={event => event.stopPropagation()}
    >
      {canToggle(skill) && (
        <Switch
          label={t('Use {name}', { name: skill.name })}
          on={isOn(skill)}
          tabStop={false}
          onChange={on => onToggle(skill, on)}
        />
      )}
    </div>
  </div>
)

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

const NOT_SAVED: Mark = { look: 'waits', text: t('not saved') }

/** What it is for, or why it cannot be used. */
const aboutOf = ({ shortDescription, description, problems }: Skill): string =>
  shortDescription ?? (description || (problems[0]?.message ?? ''))

/** What cannot be used cannot be turned on. */
export const canToggle = ({ state }: Skill): boolean => state !== 'broken'

export const isOn = ({ state }: Skill): boolean => state !== 'disabled'
