import type { ReactNode } from 'react'
import { Button } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { grouped } from './words.ts'

/** How many threads are selected, and what can be done with all of them. */
export const BulkBar = ({ count, onClear, children }: { count: number; onClear(): void; children: ReactNode }) => (
  <div className="sessions-bulk" role="toolbar" aria-label={t('Selected threads')}>
    <span className="sessions-bulkCount">{t('{n} selected', { n: grouped(count) })}</span>
    {children}
    <span className="sessions-gap" />
    <Button look="quiet" chord="esc" onClick={onClear}>
      {t('Clear')}
    </Button>
  </div>
)
