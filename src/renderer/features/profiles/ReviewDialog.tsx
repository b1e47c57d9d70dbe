import { useEffect, useMemo, useState } from 'react'
import type { FormEvent } from 'react'
import type { Profile } from '../../../contract/config.ts'
import type { Result } from '../../../contract/router.ts'
import { useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { keepEdits } from '../../state/profiles.ts'
import type { ValueEdit } from '../../state/profilesPlace.ts'
import { addNotice } from '../../state/store.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog, takeFocus } from '../../ui/Dialog.tsx'
import { DiffView } from '../../ui/diff/DiffView.tsx'
import { linesBetween } from '../../ui/diff/linesBetween.ts'
import { t, tn } from '../../ui/i18n/t.ts'
import { titleOf } from './actions.ts'
import { targetsOf } from './values.ts'
import type { Leaves } from './values.ts'

type Preview = Result<'config/preview'>

interface ReviewDialogProps {
  name: string
  profile: Profile | null
  leaves: Leaves
  edits: readonly ValueEdit[]
  onClose(): void
  onSaved(): void
}

/** What the changes of a profile do to the files, before they are saved. */
export function ReviewDialog({ name, profile, leaves, edits, onClose, onSaved }: ReviewDialogProps) {
  const { store, engine } = useAppParts()
  const targets = useMemo(() => targetsOf(profile, leaves, edits), [profile, leaves, edits])
  const [previews, setPreviews] = useState<Preview[] | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  useEffect(() => {
    let stale = false
    Promise.all(targets.map(target => engine.call('config/preview', target))).then(
      found => stale || setPreviews(found),
      (error: unknown) => stale || setRefused(messageOf(error)),
    )
    return () => {
      stale = true
    }
  }, [engine, targets])

  const save = async (event: FormEvent) => {
    event.preventDefault()
    try {
      for (const target of targets) await engine.call('config/write', target)
    } catch (error) {
      return setRefused(messageOf(error))
    }
    keepEdits(store, name, [])
    addNotice(store, 'info', t('Saved {name}.', { name: titleOf(name) }))
    onSaved()
    onClose()
  }
  const discard = () => {
    keepEdits(store, name, [])
    onClose()
  }
  const problems = (previews ?? []).flatMap(preview => preview.problems.filter(({ severity }) => severity === 'error'))
  return (
    <Dialog
      title={tn(edits.length, 'Review {n} change of {name}', 'Review {n} changes of {name}', { name: titleOf(name) })}
      width={640}
      onClose={onClose}
    >
      <form className="reviewChanges" onSubmit={event => void save(event)}>
        <div className="reviewScroll">
          {(previews ?? []).map(({ file, before, after }) => (
            <section key={file} className="reviewFile" aria-label={file}>
              <h3 className="mono truncate">{file}</h3>
              <span className="reviewAside">{t('comments are kept')}</span>
              <DiffView lines={linesBetween(before, after)} label={t('Changes of {file}', { file })} limit={200} />
            </section>
          ))}
          {problems.map(({ message, line }) => (
            <p key={`${line} ${message}`} className="profilesNote bad">
              {message}
            </p>
          ))}
          {refused !== null && (
            <p className="profilesNote bad" role="alert">
              {refused}
            </p>
          )}
        </div>
        <div className="reviewFoot">
          <Button look="quiet" onClick={discard}>
            {t('Discard')}
          </Button>
          <span className="profileGap" />
          <Button look="quiet" onClick={onClose}>
            {t('Go on editing')}
          </Button>
          <Button look="fill" type="submit" ref={takeFocus}>
            {t('Save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
