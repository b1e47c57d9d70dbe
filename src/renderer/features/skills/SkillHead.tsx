import { ArrowLeft, Copy, FlaskConical, Trash2 } from 'lucide-react'
import type { Skill } from '../../../contract/skills.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
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
        {onBack && <IconButton icon={ArrowLeft} label={t('Back to the list')} onClick={onBack} />}
        {display.color !== null && <span className="skillColor" style={{ background: display.color }} />}
        <h2 tabIndex={-1} className="truncate">
          <VisibleText text={display.name ?? name} />
        </h2>
        <span className="skillScope">{SCOPE_NAMES[skill.scope]}</span>
        {draft.isChanged && <span className="skillMark waits">{t('not saved')}</span>}
        <span className="skillGap" />
        {draft.isChanged && (
          <Button look="quiet" onClick={draft.discard}>
            {t('Discard')}
          </Button>
        )}
        {editable ? (
          <Button look="fill" chord="mod+s" disabled={!draft.isChanged || draft.isConflict} onClick={onSave}>
            {t('Save')}
          </Button>
        ) : (
          <Button
            icon={Copy}
            onClick={() => void copy(skill, draft.file).then(made => made !== null && onSelect(made))}
          >
            {t('Copy to mine')}
          </Button>
        )}
        <IconButton icon={FlaskConical} label={t('Try it in a message')} onClick={onTry} />
        {editable && <IconButton icon={Trash2} label={t('Move to the trash')} onClick={onRemove} />}
        {canToggle(skill) && (
          <Switch label={t('Use {name}', { name })} on={isOn(skill)} onChange={on => actions.setEnabled(skill, on)} />
        )}
      </div>
      <p className="skillPath truncate" title={path}>
        <VisibleText text={path} />
      </p>
    </header>
  )
}
