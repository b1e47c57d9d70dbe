import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { Button } from '../../ui/Button.tsx'
import { chordOfPress, isHeldOnly, obstacleOf } from '../../ui/chords.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { t } from '../../ui/i18n/t.ts'
import type { Conflict } from './shortcuts.ts'

interface ChordRecorderProps {
  /** Of the command. */
  name: string
  conflictOf(chord: string): Conflict | null
  /** Takes a chord, or none; with the command to swap with. */
  onTake(chord: string | null, swapWith: string | null): void
  onCancel(): void
}

/** Waits for a chord. One that nobody has is taken at once; for any other it says what is in the way. */
export function ChordRecorder({ name, conflictOf, onTake, onCancel }: ChordRecorderProps) {
  const field = useRef<HTMLDivElement>(null)
  const [pressed, setPressed] = useState<string | null>(null)
  useEffect(() => field.current?.focus(), [])
  const obstacle = pressed === null ? null : obstacleOf(pressed)
  const conflict = pressed === null || obstacle !== null ? null : conflictOf(pressed)

  const onKeyDown = (event: KeyboardEvent) => {
    const { nativeEvent } = event
    // Tab leads on to the buttons, as everywhere.
    if (event.key === 'Tab') return
    event.preventDefault()
    // What listens at the window must not run what is only being recorded.
    event.stopPropagation()
    if (isHeldOnly(nativeEvent)) return
    if (event.key === 'Escape') return onCancel()
    const chord = chordOfPress(nativeEvent)
    if (chord === 'backspace' || chord === 'delete') return onTake(null, null)
    setPressed(chord)
    if (obstacleOf(chord) === null && conflictOf(chord) === null) onTake(chord, null)
  }

  return (
    <div className="recorder">
      <div
        ref={field}
        className="recorderField"
        role="textbox"
        tabIndex={0}
        aria-label={t('New shortcut of {name}', { name })}
        aria-describedby="recorder-words"
        onKeyDown={onKeyDown}
      >
        {pressed === null ? t('Press the new keys') : <Kbd chord={pressed} />}
      </div>
      <p id="recorder-words" className="recorderWords" role="status">
        {obstacle ?? (conflict ? wordsOf(conflict) : t('Esc leaves it as it is, Backspace takes it away.'))}
      </p>
      <span className="recorderButtons">
        {pressed !== null && conflict?.type === 'command' && (
          <Button look="fill" onClick={() => onTake(pressed, conflict.id)}>
            {t('Swap')}
          </Button>
        )}
        <Button look="quiet" onClick={onCancel}>
          {t('Cancel')}
        </Button>
      </span>
    </div>
  )
}

const wordsOf = (conflict: Conflict): string =>
  conflict.type === 'command'
    ? t('“{name}” has it. Swap the two, or press other keys.', { name: conflict.name })
    : t('It is fixed in one place: {where}, “{name}”. Press other keys.', {
        where: conflict.where,
        name: conflict.name,
      })
