import { ArrowUp, Paperclip, Square, SquareTerminal } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import type { ReactNode, RefObject } from 'react'
import type { Preferences } from '../../state/preferences.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { t } from '../../ui/i18n/t.ts'
import { chordLabel } from '../../ui/platform.ts'
import { AttachmentList } from './AttachmentList.tsx'
import { GhostHint } from './GhostHint.tsx'
import { IMAGE_TYPES } from './imageFile.ts'
import { MentionChips } from './MentionChips.tsx'
import type { NamedPath } from './mentionedPaths.ts'
import { PromptPreview } from './PromptPreview.tsx'
import { hintOf } from './slash.ts'
import { SlashList } from './SlashList.tsx'
import { StashMenu } from './StashMenu.tsx'
import { useComposing } from './useComposing.ts'
import type { ComposingParts } from './useComposing.ts'

interface ComposerBoxProps extends ComposingParts {
  placeholder: string
  /** Set while a turn runs: what Enter does then. */
  running?: { enter: Preferences['enterWhileRunning'] } | null
  /** Takes the focus when it appears, unless something else has it. */
  takesFocus: boolean
  /** The model cannot see pictures. */
  blind: boolean
  controls: ReactNode
}

/** The field is as high as its text, up to a share of the window, which so much of any text reaches. */
const MEASURED_CHARS = 20_000

/** The text field with what goes with the text, and its row of controls. */
export function ComposerBox(props: ComposerBoxProps) {
  const { running = null, onStop, cwd, commands } = props
  const field = useRef<HTMLTextAreaElement>(null)
  const hintId = useId()
  const composing = useComposing(props, field)
  const { text, setText, used, isCommand, canSend, send, attachments, earlier, stash } = composing
  const [isOver, setOver] = useState(false)
  const hint = used === null ? hintOf(text, commands) : used.written === '' ? used.prompt.argumentHint : null
  const note = earlier.isSearching ? t('Earlier messages with these words. Esc leaves.') : null
  useFirstFocus(field, props.takesFocus)

  const show = ({ from, to }: NamedPath) => {
    field.current?.focus()
    field.current?.setSelectionRange(from, to)
  }
  const takeOut = ({ from, to }: NamedPath) => {
    const rest = text.slice(to).replace(/^ /, '')
    setText(text.slice(0, from) + rest, from)
    field.current?.focus()
  }
  return (
    <div
      className={['composer', isCommand && 'command', isOver && 'over'].filter(Boolean).join(' ')}
      onPointerDown={event => focusBeside(event.target, field)}
      onDragOver={event => setOver(event.dataTransfer.types.includes('Files'))}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        setOver(false)
        composing.onDrop(event)
      }}
    >
      <SlashList {...composing.completion.list} of={composing.of} onKeyDown={composing.onKeyDown} />
      {/* The style sheet lays a copy of the text under the field, which makes it as high as its text. */}
      <div className="composer-text" data-text={text.slice(0, MEASURED_CHARS)}>
        <textarea
          ref={field}
          className="composer-field"
          rows={1}
          aria-label={t('Message')}
          placeholder={earlier.isSearching ? t('Words of an earlier message') : props.placeholder}
          value={text}
          aria-describedby={hint === null ? undefined : hintId}
          onChange={event => composing.type(event.target.value)}
          onSelect={composing.noteCaret}
          onKeyDown={composing.onKeyDown}
          onPaste={composing.onPaste}
          {...composing.completion.field}
        />
        {hint !== null && <GhostHint id={hintId} text={text} hint={hint} />}
      </div>
      {used && <PromptPreview key={used.prompt.path} used={used} />}
      <p className={note === null && !isCommand ? 'srOnly' : 'composer-mode'} role="status">
        {isCommand && <Icon of={SquareTerminal} size={13} />}
        {isCommand ? t('Runs as you, outside the sandbox. The agent reads what it prints.') : note}
      </p>
      {!isCommand && !earlier.isSearching && (
        <>
          <MentionChips text={text} cwd={cwd} chosen={composing.recentFiles} onShow={show} onRemove={takeOut} />
          <AttachmentList
            attachments={attachments}
            blind={props.blind}
            onInline={words => setText(text === '' ? words : `${text}\n\n${words}`)}
            onLeave={() => field.current?.focus()}
          />
        </>
      )}
      <div className="composer-row">
        <AttachButton onFiles={composing.attachImages} />
        <div className="composer-controls">{props.controls}</div>
        <StashMenu
          stash={stash.stash}
          open={stash.isOpen}
          onOpenChange={stash.setOpen}
          onTake={stash.take}
          onClosed={() => field.current?.focus()}
        />
        {running && canSend && !isCommand && <Hint enter={running.enter} />}
        {onStop && (
          <IconButton
            icon={Square}
            label={t('Stop the turn')}
            chord="esc"
            size={12}
            className={canSend ? 'composer-stop quiet' : 'composer-stop'}
            onClick={onStop}
          />
        )}
        {(canSend || !onStop) && (
          <IconButton
            icon={ArrowUp}
            label={isCommand ? t('Run the command') : running ? SENDS[running.enter].label : t('Send')}
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

/** Chooses pictures from the disk. */
function AttachButton({ onFiles }: { onFiles(files: File[]): void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={IMAGE_TYPES}
        aria-label={t('Pictures to attach')}
        onChange={event => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <IconButton
        icon={Paperclip}
        label={t('Attach pictures')}
        size={14}
        className="composer-attach"
        onClick={() => input.current?.click()}
      />
    </>
  )
}

const SENDS = {
  steer: { label: t('Steer the turn'), enter: t('steers'), opposite: t('queues') },
  queue: { label: t('Queue for the next turn'), enter: t('queues'), opposite: t('steers') },
} as const

function Hint({ enter }: { enter: Preferences['enterWhileRunning'] }) {
  return (
    <span className="composer-hint">
      {chordLabel('enter')} {SENDS[enter].enter} · {chordLabel('mod+enter')} {SENDS[enter].opposite}
    </span>
  )
}

function useFirstFocus(field: RefObject<HTMLTextAreaElement | null>, takesFocus: boolean): void {
  const wanted = useRef(takesFocus)
  useEffect(() => {
    const { activeElement } = document
    if (wanted.current && (activeElement === document.body || activeElement === null)) field.current?.focus()
  }, [field])
}

/** A press on the frame, beside every control, means the field. */
function focusBeside(target: EventTarget, field: RefObject<HTMLTextAreaElement | null>): void {
  if (target instanceof Element && !target.closest('button, textarea, section, ul, dialog, [role="listbox"]'))
    requestAnimationFrame(() => field.current?.focus())
}
