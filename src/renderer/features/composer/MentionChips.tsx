import './mentionChips.css'
import { File, Folder } from 'lucide-react'
import { useMemo } from 'react'
import type { KeyboardEvent } from 'react'
import { useQuery } from '../../state/engine.ts'
import { Icon } from '../../ui/Icon.tsx'
import { t } from '../../ui/i18n/t.ts'
import { useSettled } from '../../ui/useSettled.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { pathsIn } from './mentionedPaths.ts'
import type { NamedPath } from './mentionedPaths.ts'

interface MentionChipsProps {
  text: string
  cwd: string | null
  /** Paths that were chosen from the list: where one of them is gone, that is said. */
  chosen: readonly string[]
  /** Shows where in the text a path stands. */
  onShow(path: NamedPath): void
  onRemove(path: NamedPath): void
}

const SETTLED_MS = 200

/** Files and folders that the message names, as far as they are there. Enter shows one in the text, Delete takes it out. */
export function MentionChips({ text, cwd, chosen, onShow, onRemove }: MentionChipsProps) {
  const settled = useSettled(text, SETTLED_MS)
  const named = useMemo(() => pathsIn(settled), [settled])
  const paths = named.map(({ path }) => path)
  const { result, fresh } = useQuery('files/check', cwd === null || paths.length === 0 ? null : { cwd, paths })
  if (!fresh || settled !== text) return null
  const shown = named.flatMap((path, index) => {
    const kind = result?.kinds[index] ?? 'missing'
    const isMissing = kind === 'missing' || kind === 'other'
    return isMissing && !chosen.includes(path.path) ? [] : [{ path, kind, isMissing }]
  })
  if (shown.length === 0) return null
  const onKeyDown = (event: KeyboardEvent, path: NamedPath) => {
    if (event.key !== 'Delete' && event.key !== 'Backspace') return
    event.preventDefault()
    onRemove(path)
  }
  return (
    <ul className="mentionChips" aria-label={t('Files in this message')}>
      {shown.map(({ path, kind, isMissing }) => (
        <li key={path.path}>
          <button
            type="button"
            className={isMissing ? 'mentionChips-chip missing' : 'mentionChips-chip'}
            aria-keyshortcuts="Delete"
            onClick={() => onShow(path)}
            onKeyDown={event => onKeyDown(event, path)}
          >
            <Icon of={kind === 'folder' ? Folder : File} size={12} />
            <span className="truncate">
              <VisibleText text={path.path} />
            </span>
            {isMissing && <span>{t('not there')}</span>}
          </button>
        </li>
      ))}
    </ul>
  )
}
