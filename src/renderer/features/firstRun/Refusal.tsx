import { StatusDot } from '../../ui/StatusDot.tsx'
import type { Outcome } from './useModelChoice.ts'

/** Why something was not taken: what happened and what to do. */
export const Refusal = ({ outcome }: { outcome: Outcome }) => (
  <div role="alert">
    {outcome.state === 'refused' && (
      <p className="modelRefusal">
        <StatusDot status="failed" quiet />
        <span>{outcome.message}</span>
      </p>
    )}
  </div>
)
