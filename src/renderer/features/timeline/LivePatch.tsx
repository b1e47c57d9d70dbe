import '../../ui/diff/diff.css'
import type { HunkLine } from '../../../core/patch/patch.ts'
import type { PreviewFile, WrittenPatch } from '../../../core/patch/stream.ts'
import { Icon } from '../../ui/Icon.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { plural } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { LineCounts } from './LineCounts.tsx'
import { FILE_ICONS, FILE_WORDS } from './PatchRow.tsx'

/** Files in view while a patch is being written: of a long one, those that come now. */
const SHOWN_FILES = 4

/** A patch that the model is writing: its files, what they gain and lose so far, and the lines that come in now. */
export function LivePatch({ files, tail }: WrittenPatch) {
  const sum = (count: (file: PreviewFile) => number) => files.reduce((total, file) => total + count(file), 0)
  const shown = files.slice(-SHOWN_FILES)
  const first = files.length - shown.length
  return (
    <div className="timeline-files">
      <div className="timeline-working">
        <StatusDot status="running" quiet />
        <span>{t('Writing a patch…')}</span>
        {files.length > 0 && (
          <span className="timeline-foldDetail">
            {plural(files.length, 'file')}{' '}
            <LineCounts added={sum(file => file.added)} removed={sum(file => file.removed)} />
          </span>
        )}
      </div>
      {shown.map((file, index) => (
        <div key={first + index} className="timeline-card">
          <div className="timeline-fileHead flat">
            <Icon of={FILE_ICONS[file.kind]} />
            <code className="timeline-filePath">
              <VisibleText text={file.movePath === undefined ? file.path : `${file.path} → ${file.movePath}`} />
            </code>
            {FILE_WORDS[file.kind] !== '' && <span className="timeline-aside">{FILE_WORDS[file.kind]}</span>}
            <LineCounts added={file.added} removed={file.removed} />
          </div>
          {index === shown.length - 1 && tail.length > 0 && <NewestLines lines={tail} />}
        </div>
      ))}
    </div>
  )
}

const LOOKS = {
  keep: ['same', ' '],
  add: ['added', '+'],
  remove: ['removed', '-'],
} as const

function NewestLines({ lines }: { lines: readonly HunkLine[] }) {
  return (
    <div className="diff timeline-newestLines">
      <div className="diffLines">
        {lines.map(({ kind, text }, index) => (
          <div key={index} className={`diffLine ${LOOKS[kind][0]}`}>
            <span className="diffSign">{LOOKS[kind][1]}</span>
            <span className="diffText">{text === '' ? ' ' : <VisibleText text={text} />}</span>
          </div>
        ))}
      </div>
    </div>
  )
}
