import './slashList.css'
import { Fragment, useId, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { plural } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { isPlain } from './press.ts'
import type { Press } from './press.ts'
import type { SlashOption } from './slash.ts'

/** The list over the field, of whatever the text may become: what is in it, and what its keys do. */
export function useCompletion(
  text: string,
  options: readonly SlashOption[],
  { setText, onChoose }: { setText(text: string, caret?: number): void; onChoose(option: SlashOption): void },
) {
  const id = useId()
  const [selected, setSelected] = useState<{ text: string; at: number }>({ text: '', at: 0 })
  const [closedAt, setClosedAt] = useState<string | null>(null)
  const shown = closedAt === text ? [] : options
  // Another text begins at its best option again.
  const at = selected.text === text ? Math.min(selected.at, shown.length - 1) : 0
  const option = shown[at]

  const choose = (chosen: SlashOption) => {
    onChoose(chosen)
    if (chosen.takes) return setText(chosen.takes.text, chosen.takes.caret)
    if (!chosen.run) return setText(chosen.completes, chosen.caret)
    setText('')
    chosen.run()
  }
  const step = (by: 1 | -1) => setSelected({ text, at: (at + by + shown.length) % shown.length })

  /** Whether the key was meant for the list. */
  const onKeyDown = (event: Press): boolean => {
    if (!option || !isPlain(event)) return false
    if (event.key === 'ArrowDown') step(1)
    else if (event.key === 'ArrowUp') step(-1)
    else if (event.key === 'Enter') choose(option)
    else if (event.key === 'Tab') {
      // What Tab goes on with is not chosen yet.
      if (option.takes?.text === option.completes || !option.takes) onChoose(option)
      setText(option.completes, option.caret)
    } else if (event.key === 'Escape') setClosedAt(text)
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

export type OptionKind = 'command' | 'skill' | 'file' | 'message'

type SlashListProps = ReturnType<typeof useCompletion>['list'] & {
  of: OptionKind
  /** For keys while the list itself has the focus: whoever scrolled in it may have put it there. */
  onKeyDown(event: KeyboardEvent): void
}

/** What a list of each kind is called, and what is said of its length. */
const WORDS: Readonly<Record<OptionKind, { name: string; said(n: number): string }>> = {
  command: { name: t('Commands'), said: n => plural(n, 'command') },
  skill: { name: t('Skills'), said: n => plural(n, 'skill') },
  file: { name: t('Files'), said: n => plural(n, 'file') },
  message: { name: t('Earlier messages'), said: n => plural(n, 'message') },
}

/** What the text may become, best first. `of` says what kind of thing that is. */
export function SlashList({ id, options, selected, onChoose, of, onKeyDown }: SlashListProps) {
  return (
    <>
      <span className="srOnly" role="status">
        {options.length > 0 ? WORDS[of].said(options.length) : ''}
      </span>
      {options.length > 0 && (
        <ul
          className={`slashList ${of}`}
          id={id}
          role="listbox"
          aria-label={WORDS[of].name}
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
  const { name, hint, about, nameMarks, aboutMarks } = option
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
        <Marked text={name} marks={nameMarks} />
      </span>
      {hint !== undefined && <span className="slashList-hint truncate">{hint}</span>}
      <span className="slashList-about truncate">
        <Marked text={about} marks={aboutMarks} />
      </span>
    </li>
  )
}

const NO_MARKS: readonly [number, number][] = []

/** A text with what fits in it marked. */
function Marked({ text, marks = NO_MARKS }: { text: string; marks?: readonly [number, number][] | undefined }) {
  if (marks.length === 0) return <VisibleText text={text} />
  const ends = marks.map((_, index) => marks[index - 1]?.[1] ?? 0)
  return (
    <>
      {marks.map(([from, to], index) => (
        <Fragment key={from}>
          <VisibleText text={text.slice(ends[index], from)} />
          <mark className="slashList-mark">
            <VisibleText text={text.slice(from, to)} />
          </mark>
        </Fragment>
      ))}
      <VisibleText text={text.slice(marks.at(-1)?.[1])} />
    </>
  )
}
