import './skillDetail.css'
import { useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { Skill } from '../../../contract/skills.ts'
import { useQuery } from '../../state/engine.ts'
import type { EditorPlace } from '../../ui/editor/editing.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { t } from '../../ui/i18n/t.ts'
import { useNarrow } from '../../ui/useNarrow.ts'
import { useSettled } from '../../ui/useSettled.ts'
import { readFields } from './frontmatter.ts'
import { Problems } from './Problems.tsx'
import { SkillFiles } from './SkillFiles.tsx'
import { SkillForm } from './SkillForm.tsx'
import { SkillHead } from './SkillHead.tsx'
import { SkillNotes } from './SkillNotes.tsx'
import { SkillText } from './SkillText.tsx'
import { useSkillDraft } from './useSkillDraft.ts'
import type { SkillActions, Skills } from './useSkills.ts'

const CHECK_AFTER_MS = 250

interface SkillDetailProps {
  skills: Skills
  skill: Skill
  actions: SkillActions
  /** Back to the list, where this covers it. */
  onBack: (() => void) | null
  /** The focus has come into it. */
  onFocus(): void
  onSelect(path: string): void
  onTry(name: string): void
  onRemove(): void
}

/** One skill: its frontmatter as a form, its text beside what it looks like, and everything that can be done with it. */
export function SkillDetail({ skills, skill, actions, onBack, onFocus, onSelect, onTry, onRemove }: SkillDetailProps) {
  const { where, version } = skills
  const draft = useSkillDraft(where, skill.path, version)
  const { file, text, change } = draft
  const settled = useSettled(text, CHECK_AFTER_MS)
  const check = useQuery('skill/check', file ? { ...where, path: skill.path, text: settled } : null, version)
  const problems = check.result?.problems ?? skill.problems
  const fields = useMemo(() => readFields(text), [text])
  const [place, setPlace] = useState<EditorPlace | null>(null)
  const frame = useRef<HTMLElement>(null)
  const isNarrow = useNarrow(frame, 640)
  const save = async () => {
    await draft.save()
    skills.list.reload()
  }
  /** The button that was pressed goes with what it does: the focus goes to the name. */
  const fromHead = (act: () => void) => () => {
    frame.current?.querySelector('h2')?.focus()
    act()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.key !== 's' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void save()
  }
  return (
    <section ref={frame} className="skillDetail" aria-label={skill.name} onFocus={onFocus} onKeyDown={onKeyDown}>
      <SkillHead
        skills={skills}
        skill={skill}
        draft={{ ...draft, discard: fromHead(draft.discard) }}
        actions={actions}
        onBack={onBack}
        onSave={() => void save()}
        onSelect={onSelect}
        onTry={() => onTry(skill.name)}
        onRemove={onRemove}
      />
      <div className="skillScroll">
        <SkillNotes
          skills={skills}
          skill={skill}
          draft={draft}
          actions={actions}
          fromHead={fromHead}
          onSelect={onSelect}
        />
        {draft.failure !== null && !file && <p className="skillsProblem">{draft.failure}</p>}
        {!file && draft.failure === null && <Skeleton lines={[40, 70, 55, 60]} label={t('Loading the skill')} />}
        {file && (
          <>
            <SkillForm skill={skill} text={text} fields={fields} isNarrow={isNarrow} onChange={change} />
            <Problems problems={problems} onGo={line => setPlace({ line })} />
            <SkillText
              skill={skill}
              text={text}
              tokens={check.result?.tokens ?? skill.tokens}
              problems={problems}
              place={place}
              isNarrow={isNarrow}
              onChange={change}
              onSave={() => void save()}
            />
            <SkillFiles file={file} />
          </>
        )}
      </div>
    </section>
  )
}
