import type { KeyboardEvent } from 'react'
import type { Prompt } from '../../../contract/skills.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { SCOPES } from './words.ts'
import { t } from '../../ui/i18n/t.ts'

interface PromptListProps {
  prompts: readonly Prompt[]
  selected: string | null
  /** Whether something was written and not saved. */
  isChanged(prompt: Prompt): boolean
  onSelect(prompt: Prompt): void
  onRename(prompt: Prompt): void
  onRemove(prompt: Prompt): void
}

/** The prompts by where they come from. Arrows go through them, F2 renames, Delete deletes. */
export function PromptList(props: PromptListProps) {
  const { prompts } = props
  return (
    <nav className="promptList" aria-label={t('Prompts')}>
      {SCOPES.map(({ scope, name }) => {
        const members = prompts.filter(prompt => prompt.scope === scope)
        return (
          members.length > 0 && (
            <section key={scope} aria-label={name}>
              <h3>{name}</h3>
              <ul>
                {members.map(prompt => (
                  <li key={prompt.path}>
                    <Line prompt={prompt} {...props} />
                  </li>
                ))}
              </ul>
            </section>
          )
        )
      })}
    </nav>
  )
}

function Line({ prompt, selected, isChanged, onSelect, onRename, onRemove }: PromptListProps & { prompt: Prompt }) {
  const { path, name, description, shadowed, problems, editable } = prompt
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (event.key === 'ArrowDown') goBeside(event.currentTarget, 1)
    else if (event.key === 'ArrowUp') goBeside(event.currentTarget, -1)
    else if (event.key === 'F2' && editable) onRename(prompt)
    else if (event.key === 'Delete' && editable) onRemove(prompt)
    else return
    event.preventDefault()
  }
  const isBroken = problems.some(({ severity }) => severity === 'error')
  return (
    <button
      type="button"
      className={shadowed || isBroken ? 'promptLine off' : 'promptLine'}
      aria-current={path === selected}
      onClick={() => onSelect(prompt)}
      onKeyDown={onKeyDown}
    >
      <span className="promptLineHead">
        <span className="truncate promptLineName">
          <VisibleText text={name} />
        </span>
        {isChanged(prompt) && <span className="promptMark">{t('Not saved')}</span>}
        {shadowed && <span className="promptMark">{t('Another counts')}</span>}
        {isBroken && <span className="promptMark bad">{t('Cannot be used')}</span>}
      </span>
      <span className="truncate promptLineAbout">
        <VisibleText text={description ?? t('No description')} />
      </span>
    </button>
  )
}

/** To the prompt before or after one in the list, which it shows. */
function goBeside(line: HTMLElement, by: 1 | -1): void {
  const lines = [...(line.closest('nav')?.querySelectorAll<HTMLElement>('.promptLine') ?? [])]
  const next = lines[lines.indexOf(line) + by]
  next?.focus()
  next?.click()
}
