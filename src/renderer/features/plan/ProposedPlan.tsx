import './proposedPlan.css'
import { useEffect, useId, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'
import { useChord } from '../../state/chords.ts'
import { useSide } from '../../state/sides.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { Markdown } from '../../ui/markdown/Markdown.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { t } from '../../ui/i18n/t.ts'
import { useAnswerKeys } from '../approvals/index.ts'
import { PlanAnswers, PlanEditor, PlanRefusal } from './PlanAnswers.tsx'
import type { PlanForm } from './PlanAnswers.tsx'
import { keepPlanning, soughtPlan, titleOfPlan } from './proposal.ts'
import type { Proposal } from './proposal.ts'
import { usePlanDecision } from './usePlanDecision.ts'

interface ProposedPlanProps {
  threadId: string
  proposal: Pick<Proposal, 'turnId' | 'text'>
  /** Where it stands: the one in the pane is gone to by chord. */
  place: 'pane' | 'timeline'
}

/** A plan that waits for an answer, as a document with every answer by one key. */
export function ProposedPlan({ threadId, proposal: { turnId, text }, place }: ProposedPlanProps) {
  const [form, setForm] = useState<PlanForm>(null)
  const { sent, decide } = usePlanDecision(threadId, turnId)
  const card = useRef<HTMLElement>(null)
  const title = useId()
  const chord = useChord('plan')
  const isInPane = usePaneShows(threadId) && place === 'timeline'
  useSought(card, place === 'pane' ? soughtPlan(turnId) : null)

  const answer = (decision: Parameters<typeof decide>[0]) => {
    setForm(null)
    void decide(decision).then(keepPlanning)
  }
  const cancel = () => {
    setForm(null)
    card.current?.focus()
  }
  const listens = useAnswerKeys({
    enabled: !sent && form === null,
    listensAt: target => card.current?.contains(target) === true,
    keys: {
      y: () => answer({ type: 'accept', start: true }),
      x: () => answer({ type: 'accept', start: true, mode: 'execute' }),
      a: () => answer({ type: 'accept' }),
      e: () => setForm('edit'),
      k: keepPlanning,
      n: () => setForm('refuse'),
    },
  })
  const forms = { disabled: sent, onAnswer: answer, onCancel: cancel }

  return (
    <section ref={card} className={`plan-card ${place}`} tabIndex={-1} aria-labelledby={title}>
      <header className="plan-head">
        <StatusDot status="waiting" quiet />
        <h3 id={title}>{t('Proposed plan')}</h3>
        {isInPane && <span className="plan-title truncate">{titleOfPlan(text)}</span>}
        {place === 'pane' && chord !== undefined && (
          <span className="plan-hint">
            <Kbd chord={chord} plain />
          </span>
        )}
      </header>
      {form !== 'edit' && !isInPane && (
        <div className="plan-document">
          <Markdown text={text} />
        </div>
      )}
      <div className="plan-foot">
        {form === null && (
          <PlanAnswers disabled={sent} listens={listens} onAnswer={answer} onForm={setForm} onKeep={keepPlanning} />
        )}
        {form === 'edit' && <PlanEditor draftKey={`${threadId}/plan/${turnId}`} text={text} {...forms} />}
        {form === 'refuse' && <PlanRefusal {...forms} />}
      </div>
    </section>
  )
}

/** Whether the plan of a thread stands in the pane already: once is enough. */
function usePaneShows(threadId: string): boolean {
  const { shown } = useSide('panel')
  return useApp(({ layout }) => layout.panelTab === 'plan' && layout.active === threadId) && shown
}

/** Takes the focus when it is gone to. */
function useSought(card: RefObject<HTMLElement | null>, name: string | null): void {
  const { store } = useAppParts()
  const isSought = useApp(state => name !== null && state.jumpTo === name)
  useEffect(() => {
    if (!isSought) return
    card.current?.focus()
    store.setState({ jumpTo: null })
  }, [card, isSought, store])
}
