import { ArrowLeft, Copy, FlaskConical, Trash2 } from 'lucide-react'
import type { Skill } from '../../../contract/skills.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { canToggle, isOn } from './SkillList.tsx'
import { useCopy } from './useCopy.ts'
import type { SkillDraft } from './useSkillDraft.ts'
import type { SkillActions, Skills } from './useSkills.ts'
import { SCOPE_NAMES } from './words.ts'

interface SkillHeadProps {
  skills: Skills
  skill: Skill
  draft: SkillDraft
  actions: SkillActions
  onBack: (() => void) | null
  onSave(): void
  onSelect(path: string): void
  onTry(): void
  onRemove(): void
}

/** What a skill is called, where it stands, and what can be done with it. */
export function SkillHead({
  skills,
  skill,
  draft,
  actions,
  onBack,
  onSave,
  onSelect,
  onTry,
  onRemove,
}: SkillHeadProps) {
  const copy = useCopy(skills)
  const { display, name, path, editable } = skill
  return (
    <header className="skillHead">
      <div className="skillHeadRow">
        {onBack && <IconButton icon={ArrowLeft} label="Back to the list" onClick={onBack} />}
        {display.color !== null && <span className="skillColor" style={{ background: display.color }} />}
        <h2 tabIndex={-1} className="truncate">
          <VisibleText text={display.name ?? name} />
        </h2>
        <span className="skillScope">{SCOPE_NAMES[skill.scope]}</span>
        {draft.isChanged && <span className="skillMark waits">not saved</span>}
        <span className="skillGap" />
        {draft.isChanged && (
          <Button look="quiet" onClick={draft.discard}>
            Discard
          </Button>
        )}
        {editable ? (
          <Button look="fill" chord="mod+s" disabled={!draft.isChanged || draft.isConflict} onClick={onSave}>
            Save
          </Button>
        ) : (
          <Button
            icon={Copy}
            onClick={() => void copy(skill, draft.file).then(made => made !== null && onSelect(made))}
          >
            Copy to mine
          </Button>
        )}
        <IconButton icon={FlaskConical} label="Try it in a message" onClick={onTry} />
        {editable && <IconButton icon={Trash2} label="Move to the trash" onClick={onRemove} />}
        {canToggle(skill) && (
          <Switch label={`Use ${name}`} on={isOn(skill)} onChange={on => actions.setEnabled(skill, on)} />
        )}
      </div>
      <p className="skillPath truncate" title={path}>
        <VisibleText text={path} />
      </p>
    </header>
  )
}
