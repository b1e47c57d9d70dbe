import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { ContentPart } from '../../../core/thread/items.ts'
import { textOf } from '../../../core/thread/items.ts'
import { textContent } from '../../state/actions.ts'
import { useAppParts, useDraft } from '../../state/app.ts'
import type { Variants } from '../../state/lineage.ts'
import { useRevisit } from '../../state/revisit.ts'
import { shownOf } from '../../state/stretch.ts'
import { viewOf } from '../../state/store.ts'
import { Button } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'

interface EditorProps {
  threadId: string
  turnId: string
  content: ContentPart[]
  variants: Variants | undefined
  topPx(): number
  onClose(): void
}

/** A message opened in its place. What is sent begins a variant of the thread; this one stays as it is. */
export function MessageEditor({ threadId, turnId, content, variants, topPx, onClose }: EditorProps) {
  const { store } = useAppParts()
  const { edit } = useRevisit()
  const [kept, keep] = useDraft(`${threadId}/${turnId}`)
  const [sending, setSending] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const original = textOf(content)
  const text = kept === '' ? original : kept
  const canSend = text.trim() !== '' && !sending

  useEffect(() => {
    field.current?.focus({ preventScroll: true })
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length)
  }, [])

  const close = () => {
    keep('')
    onClose()
  }
  const send = async () => {
    if (!canSend) return
    setSending(true)
    const { thread, stretch } = viewOf(store.getState(), threadId)
    const firstSeq = thread && shownOf(thread, stretch).turns.find(turn => turn.id === turnId)?.firstSeq
    const images = content.filter(part => part.type !== 'input_text')
    const edited = { threadId, turnId, firstSeq: firstSeq ?? 0, variants, topPx: topPx() }
    if (await edit(edited, [...textContent(text.trim()), ...images])) close()
    else setSending(false)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // 229: the key belongs to an input method, also where the composition has just ended.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) void send()
    else if (event.key === 'Escape') close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="messageEditor">
      <textarea
        ref={field}
        className="messageEditor-field"
        aria-label={t('Edit your message')}
        value={text}
        onChange={event => keep(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="messageEditor-row">
        <span className="messageEditor-about">{t('Begins a variant. This one stays; files are not changed.')}</span>
        <Button look="quiet" chord="esc" onClick={close}>
          {t('Cancel')}
        </Button>
        <Button look="fill" chord="enter" disabled={!canSend} onClick={() => void send()}>
          {t('Send')}
        </Button>
      </div>
    </div>
  )
}
