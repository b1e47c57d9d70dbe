import './askedCard.css'
import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useDraft } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import type { CardProps } from './asked.ts'
import { AskedQuestion } from './AskedQuestion.tsx'
import { CardFrame } from './CardFrame.tsx'
import { Countdown } from './Countdown.tsx'
import { answersOf, draftOf, givenFrom, isAnswered, openFrom, questionDraft } from './given.ts'
import type { Given } from './given.ts'
import { useAnswer } from './useAnswer.ts'
import { useAnswerKeys } from './useAnswerKeys.ts'

/**
 * Questions of the model, as one form. Digits choose and lead on to the next question, Enter sends, Esc leaves it
 * waiting. What is filled in outlives the card, here and in the Inbox.
 */
export function AskedCard(props: CardProps) {
  const { asked, card, foot, aside, isVisible, listensAt, onFormClosed, onAnswered } = props
  const { threadId, callId, request } = asked
  const { questions = [], answeredBy } = request
  const [draft, setDraft] = useDraft(questionDraft(threadId, callId))
  const [missed, setMissed] = useState<number | null>(null)
  const given = givenFrom(draft, questions)
  const { sent, answer } = useAnswer({
    ...props,
    onAnswered: decision => {
      setDraft('')
      onAnswered?.(decision)
    },
  })

  const give = (at: number, change: Partial<Given>): Given[] => {
    const next = given.map((each, index) => (index === at ? { ...each, ...change } : each))
    setDraft(draftOf(questions, next))
    setMissed(null)
    return next
  }
  const focus = (at: number) => focusQuestion(card.current, at)
  const choose = (at: number, digit: number) => {
    const options = questions[at]?.options.length ?? 0
    if (digit > options + 1) return
    const isOther = digit === options + 1
    const next = give(at, { chosen: isOther ? 'other' : digit - 1 })
    if (isOther) focusWords(card.current, at)
    else focus(openFrom(next, at + 1) >= 0 ? openFrom(next, at + 1) : at)
  }
  const send = () => {
    const open = openFrom(given)
    if (sent) return
    if (open < 0) return void answer({ type: 'answer', answers: answersOf(questions, given) })
    setMissed(open)
    focus(open)
  }
  const skip = () => void answer({ type: 'deny' })
  const chooseFirst = (digit: number) => choose(Math.max(0, openFrom(given)), digit)

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { target, key, nativeEvent } = event
    if (nativeEvent.isComposing || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return
    if (!(target instanceof HTMLInputElement) && target !== card.current) return
    const at = target instanceof HTMLInputElement ? placeOf(target) : openFrom(given)
    const isWriting = target instanceof HTMLInputElement && target.type === 'text'
    if (key === 'Enter' && target !== card.current) send()
    else if (key === 'Enter') focus(Math.max(0, at))
    else if (key === 'Escape' && target !== card.current) onFormClosed()
    else if (DIGITS.includes(key) && !isWriting) choose(Math.max(0, at), Number(key))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const listens = useAnswerKeys({
    enabled: isVisible && !sent,
    listensAt,
    keys: { ...Object.fromEntries(DIGITS.map(digit => [digit, () => chooseFirst(Number(digit))])), n: skip },
  })

  return (
    <CardFrame asked={asked} card={card} aside={aside} onKeyDown={onKeyDown}>
      {questions.map((question, at) => (
        <AskedQuestion
          key={question.id}
          question={question}
          at={at}
          given={given[at] ?? { chosen: null, other: '' }}
          disabled={sent}
          missed={missed === at}
          onGive={change => give(at, change)}
        />
      ))}
      {answeredBy !== undefined && <Countdown until={answeredBy} />}
      <div ref={foot} className="approval-answers">
        <Button look="fill" chord="enter" disabled={sent} onClick={send}>
          {questions.length === 1 ? t('Send the answer') : t('Send the answers')}
        </Button>
        <Button
          look="quiet"
          chord="n"
          disabled={sent}
          aria-keyshortcuts={listens ? 'n' : undefined}
          title={t('The agent decides itself')}
          onClick={skip}
        >
          {t('Skip')}
        </Button>
        {questions.length > 1 && (
          <span className="asked-count">
            {t('{n} of {all} answered', { n: given.filter(isAnswered).length, all: questions.length })}
          </span>
        )}
      </div>
    </CardFrame>
  )
}

const DIGITS = ['1', '2', '3', '4']

const placeOf = (input: HTMLInputElement): number => Number(input.closest('[data-place]')?.getAttribute('data-place'))

const within = (card: HTMLElement | null, at: number, selector: string): HTMLElement | null | undefined =>
  card?.querySelector<HTMLElement>(`[data-place="${at}"] ${selector}`)

/** Focuses what is chosen of a question, else its first option. */
function focusQuestion(card: HTMLElement | null, at: number): void {
  const target = within(card, at, 'input:checked') ?? within(card, at, 'input')
  target?.focus()
}

const focusWords = (card: HTMLElement | null, at: number): void => within(card, at, 'input[type="text"]')?.focus()
