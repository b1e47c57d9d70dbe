import { Button } from '../../ui/Button.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import type { CardProps } from './asked.ts'
import { CardFrame } from './CardFrame.tsx'
import { Reasons } from './Reasons.tsx'
import { useAnswer } from './useAnswer.ts'
import { useAnswerKeys } from './useAnswerKeys.ts'

/** A turn that ran long without a word of the user: whether it goes on. What comes next is judged after that as ever. */
export function BrakeCard(props: CardProps) {
  const { asked, card, foot, aside, isVisible, listensAt } = props
  const { command } = asked.request
  const { sent, answer } = useAnswer(props)
  const goOn = () => void answer({ type: 'approve', scope: 'once' })
  const stop = () => void answer({ type: 'abort' })
  const listens = useAnswerKeys({ enabled: isVisible && !sent, listensAt, keys: { y: goOn, n: stop } })
  const keyed = (key: string) => ({ chord: key, disabled: sent, 'aria-keyshortcuts': listens ? key : undefined })
  return (
    <CardFrame asked={asked} card={card} aside={aside}>
      {command !== undefined && (
        <>
          <p>{t('Next it would run:')}</p>
          <pre className="approval-command" tabIndex={0} aria-label={t('Command')}>
            <VisibleText text={command} />
          </pre>
        </>
      )}
      <Reasons request={asked.request} />
      <div ref={foot} className="approval-answers">
        <Button look="fill" {...keyed('y')} onClick={goOn}>
          {t('Continue')}
        </Button>
        <Button look="line" {...keyed('n')} onClick={stop}>
          {t('Stop the turn')}
        </Button>
      </div>
    </CardFrame>
  )
}
