import type { ReactNode } from 'react'
import type { Skill } from '../../../contract/skills.ts'
import { Button } from '../../ui/Button.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t, tn } from '../../ui/i18n/t.ts'
import { namesakes } from './skillRows.ts'
import type { SkillDraft } from './useSkillDraft.ts'
import type { SkillActions, Skills } from './useSkills.ts'

interface SkillNotesProps {
  skills: Skills
  skill: Skill
  draft: SkillDraft
  actions: SkillActions
  /** Does something after the focus has gone to the name of the skill. */
  fromHead(act: () => void): () => void
  onSelect(path: string): void
}

/** What somebody should know before they read or change a skill, each with what can be done about it. */
export function SkillNotes({ skills, skill, draft, actions, fromHead, onSelect }: SkillNotesProps) {
  const others = namesakes(skills.list.result?.skills ?? [], skill)
  const missing = skill.mcpTools.filter(tool => tool.missing).map(tool => tool.name)
  const { shadowedBy } = skill
  return (
    <div className="skillNotes">
      {draft.isConflict && (
        <Note look="bad" text={t('The file was changed elsewhere while you were writing. What shall it be?')}>
          <Button onClick={fromHead(draft.keepMine)}>{t('Keep mine')}</Button>
          <Button onClick={fromHead(draft.discard)}>{t('Take theirs')}</Button>
        </Note>
      )}
      {skill.state === 'shadowed' && shadowedBy !== null && (
        <Note
          look="waits"
          text={t('Not used: another skill is called {name} too, and counts instead.', { name: skill.name })}
        >
          <Button onClick={() => onSelect(shadowedBy)}>{t('Show that one')}</Button>
          <Button onClick={fromHead(() => actions.pin(skill, true))}>{t('Use this one instead')}</Button>
        </Note>
      )}
      {skill.pinned && (
        <Note look="quiet" text={t('You chose this one among those called {name}.', { name: skill.name })}>
          <Button onClick={fromHead(() => actions.pin(skill, false))}>{t('Let the nearest count')}</Button>
        </Note>
      )}
      {!skill.pinned && skill.state === 'active' && others.length > 0 && (
        <Note
          look="quiet"
          text={tn(
            others.length,
            'Another skill has the same name; this one counts.',
            '{n} other skills have the same name; this one counts.',
          )}
        />
      )}
      {missing.length > 0 && (
        <Note
          look="waits"
          text={t('It names MCP tools that no server offers now: {missing}.', { missing: missing.join(', ') })}
        />
      )}
      {skill.scope === 'repo' && (
        <Note
          look="quiet"
          text={t('It comes with this project. Whoever can change the project can change what it says.')}
        />
      )}
    </div>
  )
}

function Note({ look, text, children }: { look: 'quiet' | 'waits' | 'bad'; text: string; children?: ReactNode }) {
  return (
    <div className={`skillNote ${look}`} role={look === 'bad' ? 'alert' : 'note'}>
      <p>
        <VisibleText text={text} />
      </p>
      {children}
    </div>
  )
}
