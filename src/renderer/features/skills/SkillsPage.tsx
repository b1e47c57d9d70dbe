import { Search } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { Skill } from '../../../contract/skills.ts'
import { plural } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useNarrow } from '../../ui/useNarrow.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { SkillDetail } from './SkillDetail.tsx'
import { SkillList } from './SkillList.tsx'
import { skillRows, stepRow } from './skillRows.ts'
import type { SkillRow } from './skillRows.ts'
import { useSkillActions } from './useSkills.ts'
import type { Skills } from './useSkills.ts'
import { listSentence } from './words.ts'

interface SkillsPageProps {
  skills: Skills
  selection: Selection
  onSelect(selection: Selection): void
  onTry(name: string): void
}

/** The skill that is looked at. */
export interface Selection {
  /** Null for the first. */
  path: string | null
  /** The focus goes to it, as soon as it is there. */
  toDetail: boolean
}

/** Narrower than this, a list and a skill do not fit side by side. */
const SIDE_BY_SIDE_PX = 760

/** The list of skills beside the one that is looked at. */
export function SkillsPage({ skills, selection, onSelect, onTry }: SkillsPageProps) {
  const { result, failure } = skills.list
  const [search, setSearch] = useState('')
  const [isReading, setReading] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const isNarrow = useNarrow(frame, SIDE_BY_SIDE_PX)
  const actions = useSkillActions(skills)
  const all = result?.skills
  const rows = useMemo(() => skillRows(all ?? [], search), [all, search])
  const index = indexOf(rows, selection.path)
  const row = rows[index]
  const current = row?.type === 'skill' ? row.skill : null
  // Whoever walks the list fast does not wait for each skill on the way.
  const skill = useDeferredValue(current)
  const go = (to: number) => {
    const next = rows[to]
    if (next?.type === 'skill') onSelect({ path: next.skill.path, toDetail: false })
  }
  const leave = () => {
    setReading(false)
    // The list is out of reach until it is drawn again.
    requestAnimationFrame(() => grid.current?.focus())
  }
  const remove = async (gone: Skill) => {
    const neighbour = rows[stepRow(rows, index, 1)] === row ? stepRow(rows, index, -1) : stepRow(rows, index, 1)
    if (!(await actions.remove(gone))) return
    go(neighbour)
    leave()
  }
  const [seen, setSeen] = useState(selection)
  if (selection !== seen) {
    setSeen(selection)
    if (selection.toDetail) setReading(true)
  }
  const arrived = useRef(selection)
  const path = skill?.path ?? null
  useEffect(() => {
    if (!selection.toDetail || selection === arrived.current || selection.path !== path) return
    arrived.current = selection
    frame.current?.querySelector<HTMLElement>('.skillDetail h2')?.focus()
  }, [selection, path])

  const covers = isNarrow && isReading && skill !== null
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
      <div className="skillsSide" inert={covers} onFocus={() => setReading(false)}>
        <label className="skillsSearch">
          <Icon of={Search} size={13} />
          <input
            type="search"
            aria-label="Search skills"
            placeholder="Search"
            spellCheck={false}
            value={search}
            onChange={event => setSearch(event.target.value)}
            onKeyDown={event => {
              if (event.key !== 'ArrowDown') return
              event.preventDefault()
              grid.current?.focus()
            }}
          />
        </label>
        {result === null && failure === null && (
          <div className="skillsNote">
            <Skeleton lines={[50, 80, 65]} label="Loading skills" />
          </div>
        )}
        {failure !== null && <p className="skillsNote skillsProblem">{failure}</p>}
        {result !== null && rows.length === 0 && (
          <p className="skillsNote">
            {search === '' ? 'No skills yet. Write one, or import a folder of them.' : 'No skill has all these words.'}
          </p>
        )}
        {rows.length > 0 && (
          <SkillList
            ref={grid}
            rows={rows}
            index={index}
            onGo={go}
            onPoint={at => {
              go(at)
              setReading(true)
            }}
            onRead={() => current && onSelect({ path: current.path, toDetail: true })}
            onToggle={(toggled, on) => actions.setEnabled(toggled, on)}
            onRemove={() => current?.editable && void remove(current)}
          />
        )}
        {result && <ListFoot result={result} />}
      </div>
      {skill && (!isNarrow || covers) && (
        <SkillDetail
          key={skill.path}
          skills={skills}
          skill={skill}
          actions={actions}
          onFocus={() => setReading(true)}
          onBack={covers ? leave : null}
          onSelect={other => onSelect({ path: other, toDetail: true })}
          onTry={onTry}
          onRemove={() => void remove(skill)}
        />
      )}
      {!skill && !isNarrow && <div className="skillDetail" />}
    </div>
  )
}

/** What the list costs each turn, and what could not be read. */
function ListFoot({ result: { list, problems } }: { result: NonNullable<Skills['list']['result']> }) {
  return (
    <footer className="skillsFoot">
      <p>{listSentence(list)}</p>
      {problems.length > 0 && (
        <details>
          <summary>{plural(problems.length, 'problem')} while looking for skills</summary>
          <ul>
            {problems.map(problem => (
              <li key={problem} className="skillsProblem">
                <VisibleText text={problem} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </footer>
  )
}

function indexOf(rows: readonly SkillRow[], path: string | null): number {
  const at = rows.findIndex(row => row.type === 'skill' && row.skill.path === path)
  return at === -1 ? rows.findIndex(({ type }) => type === 'skill') : at
}

/** Whether a key that is pressed there belongs to the page: not to a field. */
const isFree = ({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  !(ctrlKey || metaKey || altKey) &&
  target instanceof Element &&
  target.closest('input, textarea, [contenteditable="true"], [role="menu"], [role="textbox"]') === null
