import './trust.css'
import { useState } from 'react'
import type { TrustStatus } from '../../../contract/trust.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { useFolders } from '../../state/folders.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { baseName } from '../../ui/format.ts'
import { Picker } from '../../ui/Picker.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Offers } from './Offers.tsx'
import { useTrust } from './useTrust.ts'
import type { Trust } from './useTrust.ts'

/** Looks at what was answered for a project, and changes it. */
export function TrustDialog() {
  const { store } = useAppParts()
  const folders = useFolders()
  const chosen = useApp(state => state.newThread.cwd)
  const [picked, setPicked] = useState<string | null>(null)
  const cwd = picked ?? chosen ?? folders[0]?.path ?? null
  const trust = useTrust(cwd)
  return (
    <Dialog title={t('Trusted projects')} width={600} onClose={() => store.setState({ overlay: null })}>
      <div className="trustDialog">
        {cwd === null ? (
          <p className="trustWords">{t('Folders show here once you have worked in one.')}</p>
        ) : (
          <>
            <Picker
              label={t('Folder')}
              value={cwd}
              choices={[...new Set([cwd, ...folders.map(({ path }) => path)])].map(path => ({
                value: path,
                name: baseName(path),
                about: path,
              }))}
              onChange={setPicked}
            />
            <Level trust={trust} />
          </>
        )}
      </div>
    </Dialog>
  )
}

function Level({ trust: { status, failure, answer } }: { trust: Trust }) {
  if (failure !== null) return <p className="trustProblem">{failure}</p>
  if (!status) return <Skeleton lines={[50, 70]} label={t('Loading')} />
  const { level, origin, obstacle, offers, root } = status
  return (
    <>
      <p className="trustLevel">
        <StatusDot status={level === 'trusted' ? 'done' : 'idle'} quiet />
        {levelWords(status)}
      </p>
      <p className="trustWords">
        <code>
          <VisibleText text={root} />
        </code>
        {origin !== null && <> · {t('decided by {origin}', { origin })}</>}
      </p>
      {obstacle !== null && <p className="trustProblem">{obstacle}</p>}
      {offers.length > 0 ? (
        <Offers root={root} offers={offers} />
      ) : (
        <p className="trustWords">{t('It brings no settings of its own.')}</p>
      )}
      <div className="trustAnswers">
        {level !== 'trusted' && obstacle === null && (
          <Button look="fill" onClick={() => void answer('trusted')}>
            {t('Trust')}
          </Button>
        )}
        {status.changedSince && level === 'trusted' && (
          <Button look="fill" onClick={() => void answer('trusted')}>
            {t('Trust it again')}
          </Button>
        )}
        {level !== 'untrusted' && <Button onClick={() => void answer('untrusted')}>{t('Work read-only')}</Button>}
        {level !== 'asked' && (
          <Button look="quiet" onClick={() => void answer('forget')}>
            {t('Ask again')}
          </Button>
        )}
      </div>
    </>
  )
}

function levelWords({ level, changedSince }: TrustStatus): string {
  if (level === 'untrusted') return t('Not trusted: threads start read-only')
  if (level === 'asked') return t('Not answered yet')
  return changedSince ? t('Trusted, but its configuration has changed since') : t('Trusted')
}
