import { useState } from 'react'
import type { Params } from '../../../contract/router.ts'
import { useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { addNotice } from '../../state/store.ts'

export type PlanAnswer = Params<'plan/decide'>['decision']

/** Says something to a proposed plan. `sent` while the answer is on its way; a refusal becomes a notice. */
export function usePlanDecision(threadId: string, turnId: string) {
  const { engine, store } = useAppParts()
  const [sent, setSent] = useState(false)
  const decide = async (decision: PlanAnswer): Promise<void> => {
    setSent(true)
    try {
      await engine.call('plan/decide', { threadId, turnId, decision })
    } catch (error) {
      addNotice(store, 'error', messageOf(error))
    }
    setSent(false)
  }
  return { sent, decide }
}
