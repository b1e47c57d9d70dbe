import './attachments.css'
import { FileText, X } from 'lucide-react'
import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Dialog, takeFocus } from '../../ui/Dialog.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { t } from '../../ui/i18n/t.ts'
import { chordLabel } from '../../ui/platform.ts'
import { Picture } from '../pictures/index.ts'
import { wordsFor } from './attachments.ts'
import type { Attachment, ImageAttachment, TextAttachment } from './attachments.ts'
import type { Attachments } from './useAttachments.ts'

interface AttachmentListProps {
  attachments: Attachments
  /** The model cannot see pictures. */
  blind: boolean
  /** Puts a text into the field. */
  onInline(text: string): void
  /** Where the keys go when the last attachment is gone, or its dialog is closed. */
  onLeave(): void
}

/** What goes with the message: thumbnails and long texts. Enter opens one, Delete takes it out. */
export function AttachmentList({ attachments, blind, onInline, onLeave }: AttachmentListProps) {
  const { attached, change, remove } = attachments
  const [openId, setOpenId] = useState<string | null>(null)
  const open = attached.find(({ id }) => id === openId)
  const hasImages = attached.some(({ kind }) => kind === 'image')
  if (attached.length === 0) return null

  const takeOut = (id: string, from: Element) => {
    const row = from.closest('li')
    const next = row?.nextElementSibling ?? row?.previousElementSibling
    remove(id)
    const button = next?.querySelector('button')
    if (button) button.focus()
    else onLeave()
  }
  return (
    <div className="attachments">
      <ul className="attachments-list" aria-label={t('Attachments')}>
        {attached.map(each => (
          <Chip
            key={each.id}
            attachment={each}
            onOpen={() => setOpenId(each.id)}
            onRemove={from => takeOut(each.id, from)}
          />
        ))}
      </ul>
      {hasImages && blind && (
        <p className="attachments-note" role="status">
          {t('This model cannot see pictures: it is told that they were left out.')}
        </p>
      )}
      {open?.kind === 'image' && <LargeImage image={open} onClose={() => setOpenId(null)} />}
      {open?.kind === 'text' && (
        <TextDialog
          text={open}
          onClose={() => setOpenId(null)}
          onSave={text => change(open.id, text)}
          onInline={text => {
            remove(open.id)
            onInline(text)
          }}
        />
      )}
    </div>
  )
}

interface ChipProps {
  attachment: Attachment
  onOpen(): void
  onRemove(from: Element): void
}

function Chip({ attachment, onOpen, onRemove }: ChipProps) {
  const words = wordsFor(attachment)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Delete' && event.key !== 'Backspace') return
    event.preventDefault()
    onRemove(event.currentTarget)
  }
  return (
    <li className="attachments-chip">
      <button
        type="button"
        className="attachments-open"
        aria-keyshortcuts="Delete"
        title={t('{what}. {key} takes it out.', { what: words, key: chordLabel('del') })}
        onClick={onOpen}
        onKeyDown={onKeyDown}
      >
        {attachment.kind === 'image' ? (
          <Picture url={attachment.url} alt="" className="attachments-thumbnail" />
        ) : (
          <Icon of={FileText} size={14} />
        )}
        <span className="truncate">{words}</span>
      </button>
      <IconButton
        icon={X}
        label={t('Take out {what}', { what: words })}
        size={12}
        className="small"
        onClick={event => onRemove(event.currentTarget)}
      />
    </li>
  )
}

function LargeImage({ image, onClose }: { image: ImageAttachment; onClose(): void }) {
  return (
    <Dialog title={image.name} width={900} onClose={onClose}>
      <div className="attachments-large" tabIndex={0} role="region" aria-label={wordsFor(image)}>
        <Picture url={image.url} alt={wordsFor(image)} />
      </div>
    </Dialog>
  )
}

interface TextDialogProps {
  text: TextAttachment
  onSave(text: string): void
  onInline(text: string): void
  onClose(): void
}

function TextDialog({ text: { name, text: before }, onSave, onInline, onClose }: TextDialogProps) {
  const [text, setText] = useState(before)
  const save = () => {
    if (text !== before) onSave(text)
    onClose()
  }
  return (
    <Dialog title={name ?? t('Pasted text')} width={760} onClose={onClose}>
      <div className="attachments-editor">
        <textarea
          ref={takeFocus}
          className="attachments-text mono"
          aria-label={t('Text of the attachment')}
          spellCheck={false}
          value={text}
          onChange={event => setText(event.target.value)}
        />
        <footer className="attachments-foot">
          <Button
            look="quiet"
            onClick={() => {
              onClose()
              onInline(text)
            }}
          >
            {t('Put it into the message')}
          </Button>
          <span className="attachments-gap" />
          <Button look="quiet" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button look="fill" disabled={text.trim() === ''} onClick={save}>
            {t('Save')}
          </Button>
        </footer>
      </div>
    </Dialog>
  )
}
