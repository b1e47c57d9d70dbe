import { useDeferredValue, useMemo, useState } from 'react'
import type { FileProblem, Skill } from '../../../contract/skills.ts'
import { CodeEditor } from '../../ui/editor/CodeEditor.tsx'
import type { EditorPlace } from '../../ui/editor/editing.ts'
import { count } from '../../ui/format.ts'
import { hasHiddenText } from '../../ui/hiddenText.ts'
import { Markdown } from '../../ui/markdown/Markdown.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { bodyOf } from './frontmatter.ts'
import { completeSkill, helpSkill } from './knowledge.ts'

interface SkillTextProps {
  skill: Skill
  text: string
  tokens: number
  problems: readonly FileProblem[]
  /** Where the caret goes. */
  place: EditorPlace | null
  /** Text and preview do not fit side by side. */
  isNarrow: boolean
  onChange(text: string): void
  onSave(): void
}

type View = 'text' | 'both' | 'preview' | 'plain'

const VIEWS: readonly { value: View; name: string }[] = [
  { value: 'text', name: t('Text') },
  { value: 'both', name: t('Both') },
  { value: 'preview', name: t('Preview') },
]

/** The file of a skill, beside what its text looks like. */
export function SkillText({ skill, text, tokens, problems, place, isNarrow, onChange, onSave }: SkillTextProps) {
  const [chosen, setChosen] = useState<View>('both')
  const settled = useDeferredValue(text)
  const body = useMemo(() => bodyOf(settled), [settled])
  const isHiding = useMemo(() => hasHiddenText(settled.replaceAll('\r\n', '\n')), [settled])
  const views = [
    ...VIEWS.filter(({ value }) => !isNarrow || value !== 'both'),
    ...(isHiding ? [{ value: 'plain', name: t('Every character') } as const] : []),
  ]
  const wanted = isNarrow && chosen === 'both' ? 'text' : chosen
  const view = views.some(({ value }) => value === wanted) ? wanted : 'text'
  // A place in the text is looked at in the text.
  const [asked, setAsked] = useState(place)
  if (place !== asked) {
    setAsked(place)
    if (view === 'preview' || view === 'plain') setChosen(isNarrow ? 'text' : 'both')
  }
  return (
    <section className="skillText" aria-label={t('Text')}>
      <div className="skillTextHead">
        <h3>{t('Text')}</h3>
        <span className="skillTokens">{t('{n} tokens when used', { n: count(tokens) })}</span>
        <span className="skillGap" />
        <Segmented<View> label={t('View')} value={view} options={views} onChange={setChosen} />
      </div>
      {isHiding && view !== 'plain' && (
        <p className="skillNote waits" role="note">
          {t('The text holds characters that are not seen or that mislead. “Every character” shows them.')}
        </p>
      )}
      <div className={`skillPanes ${view}`}>
        {(view === 'text' || view === 'both') && (
          <CodeEditor
            label={t('Text of {name}', { name: skill.name })}
            value={text}
            language="markdown"
            readOnly={!skill.editable}
            problems={problems}
            place={place}
            complete={completeSkill}
            help={helpSkill}
            onChange={onChange}
            onSave={onSave}
          />
        )}
        {(view === 'preview' || view === 'both') && (
          <div className="skillPreview" tabIndex={0} role="region" aria-label={t('Preview')}>
            {body.trim() === '' ? (
              <p className="skillsNone">{t('Nothing below the frontmatter yet.')}</p>
            ) : (
              <Markdown text={body} />
            )}
          </div>
        )}
        {view === 'plain' && (
          <pre className="skillPreview skillRaw" tabIndex={0} role="region" aria-label={t('Every character')}>
            <VisibleText text={settled.replaceAll('\r\n', '\n')} />
          </pre>
        )}
      </div>
    </section>
  )
}
