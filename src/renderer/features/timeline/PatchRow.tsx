import { ChevronRight, File, FilePlus2, FileX2 } from 'lucide-react'
import { useMemo } from 'react'
import { previewPatch } from '../../../core/patch/stream.ts'
import type { FileChange } from '../../../core/thread/calls.ts'
import { linesOf } from '../../state/selectors.ts'
import { Icon } from '../../ui/Icon.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { DiffView } from '../../ui/diff/DiffView.tsx'
import { countLines } from '../../ui/diff/parseDiff.ts'
import { plural, relativeTo } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { LineCounts } from './LineCounts.tsx'
import type { CallRowProps } from './callRow.ts'
import { useRowFold } from './folding.ts'
import { argumentsOf, changesOf, dotOf, endOf, explanationOf, inputOf } from './calls.ts'

/** A patch: one card for each file, its diff open. */
export function PatchRow({ id, call, cwd }: CallRowProps) {
  const changes = changesOf(call)
  const good = call.phase === 'done' && call.status === 'completed'
  return (
    <div className="timeline-files">
      {!good && <PatchState call={call} />}
      {changes.map((change, index) => (
        <FileCard key={index} id={`${id}/${index}`} change={change} cwd={cwd} />
      ))}
    </div>
  )
}

function PatchState({ call }: Pick<CallRowProps, 'call'>) {
  const explanation = explanationOf(call)
  return (
    <div className="timeline-card">
      <div className="timeline-commandHead flat">
        <StatusDot status={dotOf(call)} quiet />
        <span className="timeline-plain">{wordsOf(call)}</span>
        <span className="timeline-aside">{namedIn(inputOf(call.item), argumentsOf(call.item).input)}</span>
      </div>
      {explanation !== null && <p className="timeline-note">{explanation}</p>}
    </div>
  )
}

function wordsOf(call: CallRowProps['call']): string {
  if (call.phase !== 'done') return t('Changing files…')
  if (call.status === 'failed')
    return changesOf(call).length > 0
      ? t('The patch stopped partway. What it changed is below.')
      : t('The patch was not applied.')
  return call.status === 'completed' ? t('Changed nothing') : t('Patch: {end}', { end: endOf(call) ?? '' })
}

/** How many files a patch names, whichever way it was passed. */
function namedIn(text: string, input: unknown): string {
  const files = previewPatch(typeof input === 'string' ? input : text)
  return files.length === 0 ? '' : plural(files.length, 'file')
}

/** How a file of a patch is marked, by what happens to it. */
export const FILE_ICONS = { add: FilePlus2, update: File, delete: FileX2 } as const
export const FILE_WORDS = { add: t('new'), update: '', delete: t('deleted') } as const

function FileCard({ id, change, cwd }: { id: string; change: FileChange; cwd: string }) {
  const lines = useMemo(() => linesOf(change), [change])
  const { added, removed } = useMemo(() => countLines(lines), [lines])
  const [open, toggle] = useRowFold(id, change.kind !== 'delete')
  const path = relativeTo(cwd, change.path)
  const moved = change.kind === 'update' && change.movePath !== undefined ? relativeTo(cwd, change.movePath) : null
  const name = moved === null ? path : `${path} → ${moved}`
  return (
    <div className="timeline-card">
      <button type="button" className="timeline-fileHead" aria-expanded={open} onClick={toggle}>
        <Icon of={FILE_ICONS[change.kind]} />
        <code className="timeline-filePath" title={change.path}>
          <VisibleText text={name} />
        </code>
        {FILE_WORDS[change.kind] !== '' && <span className="timeline-aside">{FILE_WORDS[change.kind]}</span>}
        <LineCounts added={added} removed={removed} />
        <Icon of={ChevronRight} size={13} />
      </button>
      {open && lines.length > 0 && <DiffView lines={lines} label={t('Changes of {path}', { path })} />}
      {open && lines.length === 0 && <p className="timeline-note">{t('No lines changed.')}</p>}
    </div>
  )
}
