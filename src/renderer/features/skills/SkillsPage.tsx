import { useDeferredValue, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { Skill } from '../../../contract/skills.ts'
import { useNarrow } from '../../ui/useNarrow.ts'
import { SkillDetail } from './SkillDetail.tsx'
import { SkillsSide } from './SkillsSide.tsx'
import { skillRows, stepRow } from './skillRows.ts'
import type { SkillRow } from './skillRows.ts'
import { useReading } from './useReading.ts'
import type { Selection } from './useReading.ts'
import { useSkillActions } from './useSkills.ts'
import type { Skills } from './useSkills.ts'

interface SkillsPageProps {
  skills: Skills
  selection: Selection
  onSelect(selection: Selection): void
  onTry(name: string): void
}

/** Narrower than this, a list and a skill do not fit side by side. */
const SIDE_BY_SIDE_PX = 760

/** The list of skills beside the one that is looked at. */
export function SkillsPage({ skills, selection, onSelect, onTry }: SkillsPageProps) {
  const [search, setSearch] = useState('')
  const frame = useRef<HTMLDivElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const isNarrow = useNarrow(frame, SIDE_BY_SIDE_PX)
  const actions = useSkillActions(skills)
  const all = skills.list.result?.skills
  const rows = useMemo(() => skillRows(all ?? [], search), [all, search])
  // What is asked for shows, whatever is searched for.
  const [asked, setAsked] = useState(selection)
  if (selection !== asked) {
    setAsked(selection)
    if (selection.toDetail && placeOf(rows, selection.path) === -1) setSearch('')
  }
  const index = indexOf(rows, selection.path)
  const current = skillAt(rows, index)
  // Whoever walks the list fast does not wait for each skill on the way.
  const skill = useDeferredValue(current)
  const reading = useReading({ selection, path: skill?.path ?? null, frame, grid })
  const covers = isNarrow && reading.isOn && skill !== null

  const go = (to: number, toDetail = false) => {
    const next = skillAt(rows, to)
    if (next) onSelect({ path: next.path, toDetail })
  }
  const remove = async (gone: Skill) => {
    const after = stepRow(rows, index, 1)
    if (!(await actions.remove(gone))) return
    go(after === index ? stepRow(rows, index, -1) : after)
    reading.leave()
  }
  return (
    <div
      ref={frame}
      className={isNarrow ? 'skillsSplit narrow' : 'skillsSplit'}
      onKeyDown={event => {
        if (event.key !== '/' || !isFree(event)) return
        event.preventDefault()
        frame.current?.querySelector<HTMLElement>('.skillsSearch input')?.focus()
      }}
    >
      <SkillsSide
        ref={grid}
        list={skills.list}
        rows={rows}
        index={index}
        search={search}
        isCovered={covers}
        onSearch={setSearch}
        onFocus={() => reading.set(false)}
        onGo={go}
        onPoint={at => {
          go(at)
          reading.set(true)
        }}
        onRead={() => go(index, true)}
        onToggle={actions.setEnabled}
        onRemove={() => current?.editable && void remove(current)}
      />
      {skill && (!isNarrow || covers) && (
        <SkillDetail
          key={skill.path}
          skills={skills}
          skill={skill}
          actions={actions}
          onFocus={() => reading.set(true)}
          onBack={covers ? reading.leave : null}
          onSelect={path => onSelect({ path, toDetail: true })}
          onTry={onTry}
          onRemove={() => void remove(skill)}
        />
      )}
      {!skill && !isNarrow && <div className="skillDetail" />}
    </div>
  )
}

const skillAt = (rows: readonly SkillRow[], index: number): Skill | null => {
  const row = rows[index]
  return row?.type === 'skill' ? row.skill : null
}

const placeOf = (rows: readonly SkillRow[], path: string | null): number =>
  rows.findIndex(row => row.type === 'skill' && row.skill.path === path)

/** Where a skill stands; the first one where it is not there. */
function indexOf(rows: readonly SkillRow[], path: string | null): number {
  const at = placeOf(rows, path)
  return at === -1 ? rows.findIndex(({ type }) => type === 'skill') : at
}

/** Whether a key that is pressed there belongs to the page: not to a field. */
const isFree = ({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  !(ctrlKey || metaKey || altKey) &&
  target instanceof Element &&
  target.closest('input, textarea, [contenteditable="true"], [role="menu"], [role="textbox"]') === null
