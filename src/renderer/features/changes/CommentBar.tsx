import { MessageSquare } from 'lucide-react'
import { useActions, useAppParts, useThread } from '../../state/app.ts'
import { textContent } from '../../state/actions.ts'
import { addNotice } from '../../state/store.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { t, tn } from '../../ui/i18n/t.ts'
import { messageOf } from './comments.ts'
import type { Comment } from './comments.ts'
import { useCommentDrafts } from './useComments.ts'

/** The comments that are not sent yet, and the ways to send them: at once as one message, or by the message field. */
export function CommentBar({ threadId }: { threadId: string }) {
  const { store, drafts } = useAppParts()
  const { send } = useActions()
  const [comments, set] = useCommentDrafts(threadId)
  const isRunning = useThread(threadId, ({ turns }) => turns.at(-1)?.status === 'running') === true
  if (comments.length === 0) return null
  const discard = (words: string, kept: readonly Comment[]) => {
    set([])
    addNotice(store, 'info', words, { name: t('Undo'), run: () => set(kept) })
  }
  const sendAll = () => {
    void send(threadId, textContent(messageOf(comments)), isRunning ? 'steer' : 'queue')
    set([])
  }
  const putIntoMessage = () => {
    const written = drafts.read(threadId).trimEnd()
    drafts.write(threadId, (written === '' ? '' : `${written}\n\n`) + messageOf(comments))
    set([])
  }
  return (
    <section className="commentBar" aria-label={t('Comments that are not sent')}>
      <span className="commentBarCount">
        <Icon of={MessageSquare} size={13} />
        {tn(comments.length, '{n} comment', '{n} comments')}
      </span>
      <Button look="quiet" onClick={() => discard(t('Comments discarded.'), comments)}>
        {t('Discard')}
      </Button>
      <Button onClick={putIntoMessage}>{t('Put into message')}</Button>
      <Button look="fill" onClick={sendAll}>
        {t('Send to agent')}
      </Button>
    </section>
  )
}
