import { MessageCircleQuestion } from 'lucide-react'
import { useEffect } from 'react'
import type { Call, Question, QuestionAnswers } from '../../../core/thread/calls.ts'
import { questionDraft } from '../approvals/index.ts'
import { useDraft } from '../../state/app.ts'
import { defused } from '../../ui/hiddenText.ts'
import { Icon } from '../../ui/Icon.tsx'
import { t, tn } from '../../ui/i18n/t.ts'
import { Fold } from './Fold.tsx'
import type { CallRowProps } from './callRow.ts'
import { argumentsOf, endOf } from './calls.ts'

/** What the agent asked, and what it was answered. */
export function QuestionRow({ id, call, threadId }: CallRowProps) {
  const [draft, setDraft] = useDraft(questionDraft(threadId, call.id))
  const isLeftOver = call.phase === 'done' && draft !== ''
  useEffect(() => {
    // Answered in another window, or not in time: what was filled in here is of no use any more.
    if (isLeftOver) setDraft('')
  }, [isLeftOver, setDraft])
  const result = call.phase === 'done' && call.result?.kind === 'question' ? call.result : null
  const questions = result?.questions ?? askedIn(argumentsOf(call.item).questions)
  const title = (
    <span className="timeline-tool">
      <Icon of={MessageCircleQuestion} size={13} />
      {questions.length === 0 ? t('Asked you') : tn(questions.length, 'Asked {n} question', 'Asked {n} questions')}
    </span>
  )
  return (
    <Fold id={id} title={title} detail={endOfQuestion(call)} byDefault>
      {questions.length === 0 ? null : (
        <dl className="timeline-asked">
          {questions.map((question, at) => (
            <Asked key={at} question={question} answers={result?.answers ?? null} />
          ))}
        </dl>
      )}
    </Fold>
  )
}

function endOfQuestion(call: Call): string | null {
  if (call.phase !== 'done') return null
  if (call.result?.kind === 'question')
    return call.result.answers === null ? t('nobody answered in time') : t('answered')
  return call.decision?.type === 'deny' ? t('skipped') : endOf(call)
}

function Asked({
  question,
  answers,
}: {
  question: Pick<Question, 'id' | 'question'>
  answers: QuestionAnswers | null
}) {
  const given = answers && Object.hasOwn(answers, question.id) ? answers[question.id] : undefined
  return (
    <div>
      <dt>{defused(question.question)}</dt>
      {given?.map((answer, at) => (
        <dd key={at}>{defused(answer)}</dd>
      ))}
    </div>
  )
}

/** The questions of a call that came to no result, as far as they can be read. */
function askedIn(value: unknown): Pick<Question, 'id' | 'question'>[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((each: unknown) =>
    typeof each === 'object' && each !== null && 'question' in each && typeof each.question === 'string'
      ? [{ id: '', question: each.question }]
      : [],
  )
}
