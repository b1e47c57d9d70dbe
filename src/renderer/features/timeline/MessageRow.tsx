import './message.css'
import { ChevronLeft, ChevronRight, Link, Pencil } from 'lucide-react'
import { use, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import type { ContentPart } from '../../../core/thread/items.ts'
import { textOf } from '../../../core/thread/items.ts'
import { useFold } from '../../state/app.ts'
import type { Variants } from '../../state/lineage.ts'
import { useRevisit } from '../../state/revisit.ts'
import { IconButton } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { CopyButton } from '../../ui/markdown/CodeBlock.tsx'
import { MessageEditor } from './MessageEditor.tsx'
import { Revisiting, topOf } from './revisiting.ts'
import { UserMessage } from './UserMessage.tsx'

interface MessageProps {
  threadId: string
  turnId: string
  itemId: string
  content: ContentPart[]
}

/** The message that began a turn: it can be said differently, and what came of that is a step away. */
export function MessageRow(props: MessageProps) {
  const revisiting = use(Revisiting)
  return revisiting ? (
    <Revisitable {...props} variants={revisiting.get(props.turnId)} />
  ) : (
    <UserMessage content={props.content} />
  )
}

function Revisitable({
  threadId,
  turnId,
  itemId,
  content,
  variants,
}: MessageProps & { variants: Variants | undefined }) {
  const { copyLink } = useRevisit()
  const element = useRef<HTMLDivElement>(null)
  const [editing, toggleEditing] = useFold(`${threadId}/${turnId}/edit`, false)
  const focus = () => element.current?.focus({ preventScroll: true })

  const onKeyDown = (event: KeyboardEvent) => {
    if (editing || event.key !== 'e' || event.metaKey || event.ctrlKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    toggleEditing()
  }
  const close = () => {
    toggleEditing()
    focus()
  }
  return (
    <div
      ref={element}
      className="message"
      role="group"
      aria-label={t('Your message')}
      tabIndex={-1}
      data-message={turnId}
      onKeyDown={onKeyDown}
    >
      {editing ? (
        <MessageEditor
          threadId={threadId}
          turnId={turnId}
          content={content}
          variants={variants}
          topPx={() => topOf(element.current)}
          onClose={close}
        />
      ) : (
        <>
          <UserMessage content={content} />
          <div className="message-actions">
            <span className="message-onDemand">
              <IconButton
                icon={Pencil}
                label={t('Edit this message')}
                chord="e"
                size={13}
                className="small"
                onClick={toggleEditing}
              />
              <CopyButton text={textOf(content)} label={t('Copy message')} />
              <IconButton
                icon={Link}
                label={t('Copy link to this message')}
                size={13}
                className="small"
                onClick={() => void copyLink({ threadId, turnId, itemId })}
              />
            </span>
            {variants && <VariantSwitch threadId={threadId} variants={variants} topPx={() => topOf(element.current)} />}
          </div>
        </>
      )}
    </div>
  )
}

interface VariantSwitchProps {
  threadId: string
  variants: Variants
  topPx(): number
}

/** Which way of saying it is shown, and the ways to the others. */
function VariantSwitch({ threadId, variants, topPx }: VariantSwitchProps) {
  const { showVariant } = useRevisit()
  const { all, current } = variants
  const show = (index: number) => showVariant(threadId, variants, index, topPx())
  return (
    <span className="message-variants" role="group" aria-label={t('Variants of this message')}>
      <IconButton
        icon={ChevronLeft}
        label={t('Previous variant')}
        size={13}
        className="small"
        disabled={current === 0}
        onClick={() => show(current - 1)}
      />
      <span>
        {current + 1}/{all.length}
      </span>
      <IconButton
        icon={ChevronRight}
        label={t('Next variant')}
        size={13}
        className="small"
        disabled={current === all.length - 1}
        onClick={() => show(current + 1)}
      />
    </span>
  )
}
