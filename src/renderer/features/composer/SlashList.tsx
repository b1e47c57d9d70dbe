import './slashList.css'
import { useId, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { plural } from '../../ui/format.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import type { SlashOption } from './slash.ts'

/** The list over the field, of whatever the text may become: what is in it, and what its keys do. */
export function useCompletion(
  text: string,
  options: readonly SlashOption[],
  setText: (text: string, caret?: number) => void,
) {
  const id = useId()
  const [selected, setSelected] = useState<{ text: string; at: number }>({ text: '', at: 0 })
  const [closedAt, setClosedAt] = useState<string | null>(null)
  const shown = closedAt === text ? [] : options
  // Another text begins at its best option again.
  const at = selected.text === text ? Math.min(selected.at, shown.length - 1) : 0
  const option = shown[at]

  const choose = (chosen: SlashOption) => {
    if (!chosen.run) return setText(chosen.completes, chosen.caret)
    setText('')
    chosen.run()
  }
  const step = (by: 1 | -1) => setSelected({ text, at: (at + by + shown.length) % shown.length })

  /** Whether the key was meant for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!option || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false
    if (event.key === 'ArrowDown') step(1)
    else if (event.key === 'ArrowUp') step(-1)
    else if (event.key === 'Enter') choose(option)
    else if (event.key === 'Tab') setText(option.completes, option.caret)
    else if (event.key === 'Escape') setClosedAt(text)
    else return false
    return true
  }

  return {
    onKeyDown,
    field: option
      ? { 'aria-controls': id, 'aria-activedescendant': `${id}-${option.id}`, 'aria-autocomplete': 'list' as const }
      : {},
    list: { id, options: shown, selected: option?.id, onChoose: choose },
  }
}

type SlashListProps = ReturnType<typeof useCompletion>['list'] & {
  of: 'command' | 'skill'
  /** For keys while the list itself has the focus: whoever scrolled in it may have put it there. */
  onKeyDown(event: KeyboardEvent): void
}

/** What the text may become, best first. `of` says in one word what that is. */
export function SlashList({ id, options, selected, onChoose, of, onKeyDown }: SlashListProps) {
  return (
    <>
      <span className="srOnly" role="status">
        {options.length > 0 ? plural(options.length, of) : ''}
      </span>
      {options.length > 0 && (
        <ul
          className="slashList"
          id={id}
          role="listbox"
          aria-label={of === 'skill' ? 'Skills' : 'Commands'}
          aria-activedescendant={`${id}-${selected}`}
          tabIndex={0}
          onKeyDown={onKeyDown}
        >
          {options.map(option => (
            <Option
              key={option.id}
              id={`${id}-${option.id}`}
              option={option}
              selected={option.id === selected}
              onChoose={onChoose}
            />
          ))}
        </ul>
      )}
    </>
  )
}

interface OptionProps {
  id: string
  option: SlashOption
  selected: boolean
  onChoose(option: SlashOption): void
}

function Option({ id, option, selected, onChoose }: OptionProps) {
  const { name, hint, about } = option
  return (
    <li
      id={id}
      role="option"
      aria-selected={selected}
      className="slashList-option"
      ref={element => {
        if (selected) element?.scrollIntoView({ block: 'nearest' })
      }}
      // The field keeps the focus.
      onPointerDown={event => event.preventDefault()}
      onClick={() => onChoose(option)}
    >
      <span className="slashList-name">
        <VisibleText text={name} />
      </span>
      {hint !== undefined && <span className="slashList-hint truncate">{hint}</span>}
      <span className="slashList-about truncate">
        <VisibleText text={about} />
      </span>
    </li>
  )
}
