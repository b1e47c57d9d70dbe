import { useState } from 'react'
import type { Profile } from '../../../contract/config.ts'
import type { Params } from '../../../contract/router.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { openThreads } from '../../state/layout.ts'
import { updateProfiles } from '../../state/profiles.ts'
import { Field } from '../../ui/Field.tsx'
import { FirstField } from '../../ui/FirstField.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { t } from '../../ui/i18n/t.ts'

type From = NonNullable<Params<'profile/create'>['from']>
type Place = 'table' | 'file'

interface NewProfileDialogProps {
  /** What it begins as, if that was said already. */
  from: From | null
  profiles: readonly Profile[]
  onClose(): void
}

const PLACES: readonly { value: Place; name: string }[] = [
  { value: 'table', name: t('In config.toml') },
  { value: 'file', name: t('A file of its own') },
]

const EMPTY = 'empty'
const keyOf = (from: From | null): string =>
  from === null ? EMPTY : from.type === 'profile' ? `profile ${from.name}` : `thread ${from.threadId}`

/** Makes a profile: empty, as a copy, or as a thread is set. */
export function NewProfileDialog({ from, profiles, onClose }: NewProfileDialogProps) {
  const app = useAppParts()
  const choices = useChoices(profiles, from)
  const [name, setName] = useState('')
  const [source, setSource] = useState(keyOf(from))
  const [place, setPlace] = useState<Place>('table')
  const [refused, setRefused] = useState<string | null>(null)
  const chosen = choices.find(choice => choice.value === source)?.from ?? null
  // What is copied keeps its form.
  const isCopy = chosen?.type === 'profile'

  const create = async () => {
    try {
      await app.engine.call('profile/create', { name: name.trim(), place, ...(chosen ? { from: chosen } : {}) })
      updateProfiles(app.store, { selected: name.trim(), page: 'form' })
      onClose()
    } catch (error) {
      setRefused(messageOf(error))
    }
  }
  return (
    <FormDialog
      title={t('New profile')}
      width={460}
      action={t('Create')}
      ready={name.trim() !== ''}
      onSubmit={create}
      onClose={onClose}
    >
      <FirstField
        name={t('Name')}
        about={t('Letters, digits, - and _. You use it as heddle -p NAME or /profile NAME.')}
        problem={refused}
        value={name}
        maxLength={64}
        onChange={next => {
          setName(next)
          setRefused(null)
        }}
      />
      <Field name={t('Begins')}>
        {ties => (
          <select
            {...ties}
            className="textInput"
            value={source}
            onChange={event => setSource(event.currentTarget.value)}
          >
            {choices.map(choice => (
              <option key={choice.value} value={choice.value}>
                {choice.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      {!isCopy && <Segmented<Place> label={t('Where it stands')} value={place} options={PLACES} onChange={setPlace} />}
    </FormDialog>
  )
}

interface Choice {
  value: string
  name: string
  from: From | null
}

/** From nothing, from a thread that is open, from another profile. */
function useChoices(profiles: readonly Profile[], wanted: From | null): Choice[] {
  const tabs = useApp(state => state.layout.tabs)
  const summaries = useApp(state => state.summaries)
  const threads = [...new Set([...(wanted?.type === 'thread' ? [wanted.threadId] : []), ...openThreads({ tabs })])]
  const titleOf = (id: string) => summaries?.[id]?.title ?? summaries?.[id]?.preview.slice(0, 40) ?? id
  return [
    { value: EMPTY, name: t('empty'), from: null },
    ...threads.map((threadId): Choice => {
      const from = { type: 'thread', threadId } as const
      return { value: keyOf(from), name: t('as “{title}” is set', { title: titleOf(threadId) }), from }
    }),
    ...profiles.map(({ name }): Choice => {
      const from = { type: 'profile', name } as const
      return { value: keyOf(from), name: t('as a copy of {name}', { name }), from }
    }),
  ]
}
