import './promptMessage.css'
import { memo, useState } from 'react'
import { promptMessageOf } from '../../../core/prompts/message.ts'
import type { PromptMessage } from '../../../core/prompts/message.ts'
import type { ContentPart } from '../../../core/thread/items.ts'
import { textOf } from '../../../core/thread/items.ts'
import { useActions } from '../../state/app.ts'
import type { PendingInput } from '../../state/threadView.ts'
import { Button } from '../../ui/Button.tsx'
import { defused } from '../../ui/hiddenText.ts'
import { t } from '../../ui/i18n/t.ts'
import { CutText } from '../../ui/markdown/CutText.tsx'
import { Picture } from '../pictures/index.ts'

/** What a person wrote, as it was written. */
export const UserMessage = memo(function UserMessage({ content, faint }: { content: ContentPart[]; faint?: boolean }) {
  const prompt = promptMessageOf(content)
  const text = prompt ? '' : textOf(content)
  const images = content.filter(part => part.type === 'input_image')
  return (
    <div className={faint ? 'timeline-bubble faint' : 'timeline-bubble'} dir="auto">
      <span className="srOnly">{t('You:')} </span>
      {prompt && <PromptText {...prompt} />}
      {text !== '' && <CutText text={text}>{shown => <p className="timeline-bubbleText">{defused(shown)}</p>}</CutText>}
      {images.length > 0 && (
        <div className="timeline-bubbleImages">
          {images.map(({ image_url: url }, index) => (
            <Picture key={index} url={url} alt={t('Attached {n}', { n: index + 1 })} className="timeline-bubbleImage" />
          ))}
        </div>
      )}
    </div>
  )
})

/** What was typed to use a prompt; what the model reads of it on demand. */
function PromptText({ typed, text }: PromptMessage) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <p className="timeline-bubbleText">{typed}</p>
      <button type="button" className="promptMessage-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? t('Hide what was sent') : t('Show what was sent')}
      </button>
      {open && <p className="timeline-bubbleText promptMessage-text">{text}</p>}
    </>
  )
}

/** A message on its way; or one that was not taken, kept with a way to send it again. */
export function PendingMessage({ input, threadId }: { input: PendingInput; threadId: string }) {
  const actions = useActions()
  const { id, content, delivery, refused } = input
  return (
    <div className="timeline-pending">
      <UserMessage content={content} faint />
      {refused !== null && (
        <div className="timeline-refused" role="alert">
          <span>
            {t('Not sent.')} {refused}
          </span>
          <Button look="line" onClick={() => void actions.send(threadId, content, delivery, id)}>
            {t('Try again')}
          </Button>
          <Button look="quiet" onClick={() => actions.forgetPending(threadId, id)}>
            {t('Discard')}
          </Button>
        </div>
      )}
    </div>
  )
}
