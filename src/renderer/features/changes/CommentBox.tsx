import { Trash2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { Button, IconButton } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import type { Comment } from './comments.ts'

interface CommentBoxProps {
  /** What it is about, e.g. `Line 12`. */
  place: string
  onSave(text: string): void
  onClose(): void
}

/** Where a comment on lines is written. */
export function CommentBox({ place, onSave, onClose }: CommentBoxProps) {
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  const isEmpty = text.trim() === ''
  const save = () => (isEmpty ? onClose() : onSave(text.trim()))
  const onKeyDown = (event: KeyboardEvent) => {
    // Letters typed here are no shortcuts of the list, nor does Esc close what the list is in.
    event.stopPropagation()
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      event.preventDefault()
      onClose()
    } else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault()
      save()
    }
  }
  return (
    <form
      className="commentBox"
      aria-label={t('Comment on {place}', { place })}
      onKeyDown={onKeyDown}
      onSubmit={event => {
        event.preventDefault()
        save()
      }}
    >
      <span className="commentPlace">{place}</span>
      <textarea
        ref={field}
        rows={3}
        value={text}
        aria-label={t('Comment')}
        placeholder={t('What should the agent know or do here?')}
        onChange={event => setText(event.target.value)}
      />
      <div className="commentButtons">
        <Button look="quiet" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button type="submit" chord="mod+enter" disabled={isEmpty}>
          {t('Add comment')}
        </Button>
      </div>
    </form>
  )
}

/** Comments that are not sent yet, below the lines that they are about. */
export function CommentList({ comments, onRemove }: { comments: readonly Comment[]; onRemove(id: string): void }) {
  return (
    <ul className="commentList">
      {comments.map(comment => (
        <li key={comment.id}>
          <span className="commentPlace">{placeOf(comment)}</span>
          <p>{comment.text}</p>
          <IconButton
            icon={Trash2}
            label={t('Remove the comment on {place}', { place: placeOf(comment) })}
            className="small"
            size={13}
            onClick={() => onRemove(comment.id)}
          />
        </li>
      ))}
    </ul>
  )
}

/** `Line 12` or `Lines 3–5`; of lines that are gone it says so. */
export function placeOf({ from, to, side }: Pick<Comment, 'from' | 'to' | 'side'>): string {
  if (from === to) return side === 'after' ? t('Line {n}', { n: from }) : t('Line {n} before', { n: from })
  return side === 'after' ? t('Lines {from}–{to}', { from, to }) : t('Lines {from}–{to} before', { from, to })
}
