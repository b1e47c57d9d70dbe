import { Skeleton } from '../../ui/Skeleton.tsx'
import { t } from '../../ui/i18n/t.ts'
import { titleOf } from './actions.ts'
import { differences } from './difference.ts'
import { DifferenceTable } from './DifferenceTable.tsx'
import { useConfig } from './useConfig.ts'

interface ComparePageProps {
  left: string
  right: string
  /** A folder whose own configuration counts as well. */
  cwd?: string | null
  version: string
}

/** Two profiles side by side: what comes of each, where that differs, and why. */
export function ComparePage({ left, right, cwd = null, version }: ComparePageProps) {
  const mine = useConfig(left, cwd, version)
  const theirs = useConfig(right, cwd, version)
  const failure = mine.failure ?? theirs.failure
  if (failure !== null) return <p className="profilesNote bad">{failure}</p>
  if (!mine.isKnown || !theirs.isKnown) return <Skeleton lines={[50, 70, 60]} label={t('Comparing')} />
  const found = differences(mine.list, theirs.list)
  if (found.length === 0)
    return (
      <p className="profilesNote" role="status">
        {t('{left} and {right} come to the same.', { left: titleOf(left), right: titleOf(right) })}
      </p>
    )
  return (
    <DifferenceTable
      label={t('{left} and {right}', { left: titleOf(left), right: titleOf(right) })}
      left={titleOf(left)}
      right={titleOf(right)}
      differences={found}
    />
  )
}
