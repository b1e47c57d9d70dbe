import { Copy, Pencil, Trash2 } from 'lucide-react'
import type { Prompt } from '../../../contract/skills.ts'
import { nameProblemsOf } from '../../../core/prompts/names.ts'
import { parsePromptFile } from '../../../core/prompts/promptFile.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { CodeEditor } from '../../ui/editor/CodeEditor.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { PromptTry } from './PromptTry.tsx'
import { READ_ONLY } from './words.ts'
import { t } from '../../ui/i18n/t.ts'

interface PromptDetailProps {
  prompt: Prompt
  /** As it is written now. */
  text: string
  onChange(text: string): void
  onSave(): void
  onDiscard(): void
  onRename(): void
  onRemove(): void
  /** Begins one of the person's own with the same text. */
  onCopy(): void
}

/** A prompt with its text, what is wrong with it, and a place to try it. */
export function PromptDetail({ prompt, text, onChange, onSave, onDiscard, ...does }: PromptDetailProps) {
  const { name, path, scope, editable } = prompt
  const problems = [...nameProblemsOf(name), ...parsePromptFile(text).problems]
  const isChanged = text !== prompt.text
  return (
    <article className="promptDetail" aria-label={name}>
      <header className="promptHead">
        <div className="promptHeadText">
          <h2 className="truncate">
            /<VisibleText text={name} />
          </h2>
          <p className="promptPath truncate" title={path}>
            {scope === 'user' ? path : READ_ONLY[scope]}
          </p>
        </div>
        {editable ? (
          <>
            <IconButton icon={Pencil} label={t('Rename')} chord="F2" onClick={does.onRename} />
            <IconButton icon={Trash2} label={t('Delete')} chord="del" onClick={does.onRemove} />
            <Button look="quiet" disabled={!isChanged} onClick={onDiscard}>
              {t('Discard')}
            </Button>
            <Button look="fill" disabled={!isChanged} chord="mod+s" onClick={onSave}>
              {t('Save')}
            </Button>
          </>
        ) : (
          <Button icon={Copy} onClick={does.onCopy}>
            {t('Make it mine')}
          </Button>
        )}
      </header>
      <div className="promptEditor">
        <CodeEditor
          label={t('Text of {name}', { name })}
          value={text}
          language="markdown"
          readOnly={!editable}
          problems={problems}
          onChange={onChange}
          onSave={onSave}
        />
      </div>
      {problems.length > 0 && (
        <ul className="promptProblems" aria-label={t('Problems')}>
          {problems.map(({ severity, message, line }) => (
            <li key={`${line} ${message}`} className={severity === 'error' ? 'bad' : undefined}>
              {line === null ? message : t('Line {line}: {message}', { line, message })}
            </li>
          ))}
        </ul>
      )}
      <PromptTry name={name} text={text} />
    </article>
  )
}
