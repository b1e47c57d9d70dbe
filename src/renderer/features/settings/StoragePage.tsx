import { useId, useState } from 'react'
import type { Result } from '../../../contract/router.ts'
import { useActions, useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { useQuery } from '../../state/engine.ts'
import { addNotice } from '../../state/store.ts'
import { useIndexProgress } from '../../state/useIndexProgress.ts'
import { Button } from '../../ui/Button.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { bytes, grouped, IndexNote } from '../sessions/index.ts'
import { t, tn } from '../../ui/i18n/t.ts'
import { tx } from '../../ui/i18n/tx.tsx'
import { Row } from './Row.tsx'

type Part = Result<'storage/read'>['parts'][number]

const PARTS: Readonly<Record<Part['id'], string>> = {
  sessions: t('Threads'),
  archived: t('Archived threads'),
  trash: t('Trash'),
  blobs: t('Files as they were before changes'),
  index: t('Index for searching'),
  logs: t('Logs'),
  snapshots: t('Shell snapshots'),
  exports: t('Exports'),
  other: t('Everything else'),
}

/** What the home holds, and what can be done about it. */
export function StoragePage() {
  const { store, engine } = useAppParts()
  const { searchSessions } = useActions()
  const progress = useIndexProgress()
  const { result, failure } = useQuery('storage/read', {}, progress?.phase)
  const [isAsked, setAsked] = useState(false)
  const rebuild = async () => {
    setAsked(true)
    try {
      const { threads } = await engine.call('index/rebuild', {})
      addNotice(store, 'info', tn(threads, 'The index is rebuilt: {n} thread.', 'The index is rebuilt: {n} threads.'))
    } catch (error) {
      addNotice(store, 'error', messageOf(error))
    }
    setAsked(false)
  }
  const openTrash = () => searchSessions({ shelf: 'trash' })
  const trash = result?.parts.find(({ id }) => id === 'trash')
  const blobs = result?.parts.find(({ id }) => id === 'blobs')
  return (
    <>
      {failure !== null && (
        <p className="settingsProblem" role="alert">
          {failure}
        </p>
      )}
      {result ? (
        <Sizes {...result} />
      ) : (
        failure === null && <Skeleton lines={[60, 80, 45, 70]} label={t('Measuring')} />
      )}
      {result && blobs && (
        <Row
          name="Before-images"
          about={t('The oldest go first when there is no more room. Without them an undo is refused.')}
        >
          <p className="settingsFact">
            {t('{size} of at most {cap}', { size: bytes(blobs.bytes), cap: bytes(result.blobsCapBytes) })}
          </p>
          <Progress label={t('Before-images')} done={blobs.bytes} of={result.blobsCapBytes} />
        </Row>
      )}
      <Row name={t('Trash')} about={t('Deleted threads lie here until you empty it.')}>
        <Button onClick={openTrash}>
          {trash && trash.bytes > 0 ? t('Open ({size})', { size: bytes(trash.bytes) }) : t('Open')}
        </Button>
      </Row>
      <Row name={t('Index')} about={t('Made from the threads themselves; nothing is lost with it.')}>
        <Button disabled={isAsked || (progress !== null && progress.phase !== 'ready')} onClick={() => void rebuild()}>
          {t('Rebuild index')}
        </Button>
      </Row>
      <IndexNote progress={progress} />
    </>
  )
}

/** Parts of the home as one bar, the largest first, and as a list. */
function Sizes({ home, parts }: Result<'storage/read'>) {
  const titleId = useId()
  const sorted = parts.filter(part => part.bytes > 0).sort((a, b) => b.bytes - a.bytes)
  const all = sorted.reduce((sum, part) => sum + part.bytes, 0)
  return (
    <section className="storage" aria-labelledby={titleId}>
      <h3 id={titleId}>
        {tx('{size} in {home}', { size: bytes(all), home: <span className="mono settingsPath">{home}</span> })}
      </h3>
      <div className="storageBar" aria-hidden>
        {sorted.map(part => (
          <span key={part.id} className="storagePart" data-part={part.id} style={{ flexGrow: part.bytes }} />
        ))}
      </div>
      <ul className="storageList">
        {sorted.map(part => (
          <li key={part.id}>
            <span className="storageDot" data-part={part.id} aria-hidden />
            <span className="storageName">{PARTS[part.id]}</span>
            <span className="storageFiles">{tn(part.files, '{n} file', '{n} files', { n: grouped(part.files) })}</span>
            <span className="storageBytes">{bytes(part.bytes)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
