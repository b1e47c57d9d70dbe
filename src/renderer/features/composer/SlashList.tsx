import './slashList.css'
import { useId, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { plural } from '../../ui/format.ts'
import { slashOptions } from './slash.ts'
import type { SlashCommand, SlashOption } from './slash.ts'

/** The list of commands over the field: what is in it, and what its keys do. */
export function useSlash(text: string, setText: (text: string) => void, commands: readonly SlashCommand[]) {
  const id = useId()
  const [selected, setSelected] = useState<{ text: string; at: number }>({ text: '', at: 0 })
  const [closedAt, setClosedAt] = useState<string | null>(null)
  const options = closedAt === text ? [] : slashOptions(text, commands)
  // Another text begins at its best option again.
  const at = selected.text === text ? Math.min(selected.at, options.length - 1) : 0
  const option = options[at]

  const choose = (chosen: SlashOption) => {
    if (!chosen.run) return setText(chosen.completes)
    setText('')
    chosen.run()
  }
  const step = (by: 1 | -1) => setSelected({ text, at: (at + by + options.length) % options.length })

  /** Whether the key was meant for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!option || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false
    if (event.key === 'ArrowDown') step(1)
    else if (event.key === 'ArrowUp') step(-1)
    else if (event.key === 'Enter') choose(option)
    else if (event.key === 'Tab') setText(option.completes)
    else if (event.key === 'Escape') setClosedAt(text)
    else return false
    return true
  }

  return {
    onKeyDown,
    field: option
      ? { 'aria-controls': id, 'aria-activedescendant': `${id}-${option.id}`, 'aria-autocomplete': 'list' as const }
      : {},
    list: { id, options, selected: option?.id, onChoose: choose },
  }
}

/** The commands that the text may become, best first. */
export function SlashList({ id, options, selected, onChoose }: ReturnType<typeof useSlash>['list']) {
  return (
    <>
      <span className="srOnly" role="status">
        {options.length > 0 ? plural(options.length, 'command') : ''}
      </span>
      {options.length > 0 && (
        <ul className="slashList" id={id} role="listbox" aria-label="Commands">
          {options.map(option => (
            <li
              key={option.id}
              id={`${id}-${option.id}`}
              role="option"
              aria-selected={option.id === selected}
              className="slashList-option"
              // The field keeps the focus.
              onPointerDown={event => event.preventDefault()}
              onClick={() => onChoose(option)}
            >
              <span className="slashList-name">{option.name}</span>
              <span className="slashList-about">{option.about}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
