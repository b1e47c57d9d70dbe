import { ArrowUp, Square } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import type { ContentPart } from '../../../core/thread/items.ts'
import { textContent } from '../../state/actions.ts'
import type { Preferences } from '../../state/preferences.ts'
import { IconButton } from '../../ui/Button.tsx'
import { chordLabel } from '../../ui/platform.ts'
import { GhostHint } from './GhostHint.tsx'
import { PromptPreview } from './PromptPreview.tsx'
import { newestWaiting } from './queueFocus.ts'
import { hintOf, runSlash } from './slash.ts'
import type { SlashCommand } from './slash.ts'
import { SlashList } from './SlashList.tsx'
import { useWriting } from './useWriting.ts'

interface ComposerBoxProps {
  draftKey: string
  /** The folder whose skills can be named. */
  cwd: string | null
  placeholder: string
  /** `opposite`: sent with ⌘ or Ctrl, so the other way than the default. */
  onSend(content: ContentPart[], opposite: boolean): void
  /** Set while a turn runs: what Enter does then. */
  running?: { enter: Preferences['enterWhileRunning'] } | null
  onStop?: () => void
  /** What ↑ brings back into an empty draft where no message waits above it. */
  recall?: string
  /** Nothing can be sent yet. */
  blocked?: boolean
  /** The draft is emptied by whoever sends, once that has worked. */
  keepsDraft?: boolean
  /** Takes the focus when it appears, unless something else has it. */
  takesFocus: boolean
  controls: ReactNode
  /** What can be written with a slash. */
  commands?: readonly SlashCommand[]
  /** What ⇧Tab does. */
  onNextMode?: () => void
}

const NONE: readonly SlashCommand[] = []

/** The text field with its row of controls. */
export function ComposerBox(props: ComposerBoxProps) {
  const { draftKey, running = null, onStop, recall = '', blocked = false, commands = NONE } = props
  const field = useRef<HTMLTextAreaElement>(null)
  const hintId = useId()
  const { text, setText, type, noteCaret, used, completion, of } = useWriting({
    draftKey,
    cwd: props.cwd,
    commands,
    field,
  })
  const hint = used === null ? hintOf(text, commands) : used.written === '' ? used.prompt.argumentHint : null
  const canSend = text.trim() !== '' && !blocked
  useFirstFocus(field, props.takesFocus)

  const send = (opposite: boolean) => {
    if (!canSend) return
    const became = used ? 'message' : runSlash(text, commands)
    if (became === 'message') props.onSend(used ? used.content : textContent(text.trim()), opposite)
    if (became === 'unfinished') setText(`${text.trim()} `)
    else if (became === 'done' || !props.keepsDraft) setText('')
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // 229: the key belongs to an input method, also where the composition has just ended.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    const isForList = completion.onKeyDown(event)
    const isUp = event.key === 'ArrowUp' && text === '' && !hasModifier(event)
    const waiting = isUp ? newestWaiting(event.currentTarget) : null
    if (isForList) field.current?.focus()
    else if (event.key === 'Tab' && event.shiftKey && !event.ctrlKey && props.onNextMode) props.onNextMode()
    else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) send(event.metaKey || event.ctrlKey)
    else if (event.key === 'Escape' && onStop) onStop()
    else if (waiting) waiting.focus()
    else if (isUp && recall !== '') setText(recall)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className="composer" onPointerDown={event => focusBeside(event.target, field)}>
      <SlashList {...completion.list} of={of} onKeyDown={onKeyDown} />
      {/* The style sheet lays a copy of the text under the field, which makes it as high as its text. */}
      <div className="composer-text" data-text={text}>
        <textarea
          ref={field}
          className="composer-field"
          rows={1}
          aria-label="Message"
          placeholder={props.placeholder}
          value={text}
          aria-describedby={hint === null ? undefined : hintId}
          onChange={event => type(event.target.value)}
          onSelect={noteCaret}
          onKeyDown={onKeyDown}
          {...completion.field}
        />
        {hint !== null && <GhostHint id={hintId} text={text} hint={hint} />}
      </div>
      {used && <PromptPreview key={used.prompt.path} used={used} />}
      <div className="composer-row">
        <div className="composer-controls">{props.controls}</div>
        {running && canSend && <Hint enter={running.enter} />}
        {onStop && (
          <IconButton
            icon={Square}
            label="Stop the turn"
            chord="esc"
            size={12}
            className={canSend ? 'composer-stop quiet' : 'composer-stop'}
            onClick={onStop}
          />
        )}
        {(canSend || !onStop) && (
          <IconButton
            icon={ArrowUp}
            label={running ? SENDS[running.enter].label : 'Send'}
            chord="enter"
            className="composer-send"
            disabled={!canSend}
            onClick={() => send(false)}
          />
        )}
      </div>
    </div>
  )
}

const SENDS = {
  steer: { label: 'Steer the turn', enter: 'steers', opposite: 'queues' },
  queue: { label: 'Queue for the next turn', enter: 'queues', opposite: 'steers' },
} as const

function Hint({ enter }: { enter: Preferences['enterWhileRunning'] }) {
  return (
    <span className="composer-hint">
      {chordLabel('enter')} {SENDS[enter].enter} · {chordLabel('mod+enter')} {SENDS[enter].opposite}
    </span>
  )
}

const hasModifier = (event: KeyboardEvent): boolean => event.metaKey || event.ctrlKey || event.altKey || event.shiftKey

function useFirstFocus(field: RefObject<HTMLTextAreaElement | null>, takesFocus: boolean): void {
  const wanted = useRef(takesFocus)
  useEffect(() => {
    const { activeElement } = document
    if (wanted.current && (activeElement === document.body || activeElement === null)) field.current?.focus()
  }, [field])
}

/** A press on the frame, beside every control, means the field. */
function focusBeside(target: EventTarget, field: RefObject<HTMLTextAreaElement | null>): void {
  if (target instanceof Element && !target.closest('button, textarea, section, [role="listbox"]'))
    requestAnimationFrame(() => field.current?.focus())
}
