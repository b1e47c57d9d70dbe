import type { ReactNode } from 'react'
import { Button } from '../../ui/Button.tsx'
import { grouped } from './words.ts'

/** How many threads are selected, and what can be done with all of them. */
export const BulkBar = ({ count, onClear, children }: { count: number; onClear(): void; children: ReactNode }) => (
  <div className="sessions-bulk" role="toolbar" aria-label="Selected threads">
    <span className="sessions-bulkCount">{grouped(count)} selected</span>
    {children}
    <span className="sessions-gap" />
    <Button look="quiet" chord="esc" onClick={onClear}>
      Clear
    </Button>
  </div>
)
