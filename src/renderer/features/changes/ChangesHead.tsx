import { Columns2, Pilcrow } from 'lucide-react'
import { IconButton } from '../../ui/Button.tsx'
import { plural } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { Segmented } from '../../ui/Segmented.tsx'
import type { ChangesRange } from '../../state/store.ts'
import type { ChangesView } from './useChangesView.ts'

/** What the changes are of. A branch is offered where it is known what it began from. */
export function RangeChoice({ view: { range, setRange, base } }: { view: ChangesView }) {
  const options: { value: ChangesRange; name: string }[] = [
    { value: 'thread', name: t('Thread') },
    { value: 'turn', name: t('Last turn') },
    { value: 'uncommitted', name: t('Uncommitted') },
    ...(base === null ? [] : [{ value: 'branch' as const, name: t('Branch') }]),
  ]
  return <Segmented<ChangesRange> label={t('Changes of')} value={range} options={options} onChange={setRange} />
}

/** How much changed in how many files. */
export function Sum({ view: { changes } }: { view: ChangesView }) {
  const files = new Set(changes.files.map(({ path }) => path)).size
  if (files === 0) return null
  const added = changes.files.reduce((sum, file) => sum + file.added, 0)
  const removed = changes.files.reduce((sum, file) => sum + file.removed, 0)
  return (
    <span className="changesSum">
      {plural(files, 'file')} <span className="added">+{added}</span> <span className="removed">−{removed}</span>
    </span>
  )
}

/** How changes are drawn. */
export function ViewButtons({ view }: { view: ChangesView }) {
  return (
    <span className="changesView">
      <IconButton
        icon={Pilcrow}
        label={t('Hide changes of blanks')}
        className="small"
        aria-pressed={view.hidesBlanks}
        onClick={view.toggleBlanks}
      />
      <IconButton
        icon={Columns2}
        label={t('Side by side')}
        className="small"
        aria-pressed={view.isSplit}
        onClick={view.toggleSplit}
      />
    </span>
  )
}
