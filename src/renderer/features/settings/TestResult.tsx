import type { ProviderTest } from '../../../contract/providers.ts'
import { plural } from '../../ui/format.ts'
import { StatusDot } from '../../ui/StatusDot.tsx'

/** Of a long list of models only the beginning. */
const SHOWN = 12

/** What came of a test, and what to do. */
export const TestResult = ({ result: { ok, message, models } }: { result: ProviderTest }) => (
  <div className={ok ? 'testResult' : 'testResult failed'}>
    <p className="testWords">
      <StatusDot status={ok ? 'done' : 'failed'} quiet />
      <span>{message}</span>
    </p>
    {models.length > 0 && (
      <p className="testModels">
        {plural(models.length, 'model')}: <span className="mono">{models.slice(0, SHOWN).join(', ')}</span>
        {models.length > SHOWN && ' …'}
      </p>
    )}
  </div>
)
