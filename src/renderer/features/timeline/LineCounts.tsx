import { t } from '../../ui/i18n/t.ts'

/** `+9 −3`; a side with nothing is left out. */
export function LineCounts({ added, removed }: { added: number; removed: number }) {
  if (added === 0 && removed === 0) return null
  return (
    <span className="timeline-counts">
      {added > 0 && <span className="added">+{added}</span>}
      {removed > 0 && <span className="removed">−{removed}</span>}
      <span className="srOnly"> {t('lines')}</span>
    </span>
  )
}
