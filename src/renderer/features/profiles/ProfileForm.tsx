import './profileForm.css'
import { Search } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Profile } from '../../../contract/config.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { keepEdits } from '../../state/profiles.ts'
import type { ValueEdit } from '../../state/profilesPlace.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { t } from '../../ui/i18n/t.ts'
import { FormRow } from './FormRow.tsx'
import { formGroups, matching } from './formKeys.ts'
import type { FormGroup, FormKey } from './formKeys.ts'
import { editorOf, idOf, shown, withEdit } from './values.ts'
import type { Leaves } from './values.ts'

interface ProfileFormProps {
  name: string
  profile: Profile | null
  leaves: Leaves
}

const NONE: readonly ValueEdit[] = []

/** Every value that a profile can set, with the layer that it comes from. */
export function ProfileForm({ name, profile, leaves }: ProfileFormProps) {
  const { store } = useAppParts()
  const edits = useApp(state => state.profiles.edits[name]) ?? NONE
  const [words, setWords] = useState('')
  const [ownOnly, setOwnOnly] = useState(false)
  const valueOf = (key: FormKey) => {
    const edit = edits.find(({ path }) => idOf(path) === key.id)
    return shown(leaves.get(key.id), edit, name, key.default)
  }
  const isWanted = (key: FormKey) => !ownOnly || valueOf(key).isOwn || valueOf(key).isEdited
  const groups = matching(formGroups(), words)
    .map(group => ({ ...group, keys: group.keys.filter(isWanted) }))
    .filter(({ keys }) => keys.length > 0)
  const change = (key: FormKey, value: unknown) =>
    keepEdits(
      store,
      name,
      withEdit(edits, { path: key.path, ...(value === undefined ? {} : { value }) }, leaves.get(key.id), name),
    )
  const providerKey = formGroups()[0]?.keys.find(({ id }) => id === 'model_provider')
  const provider = providerKey ? valueOf(providerKey).value : undefined
  const row = (key: FormKey) => (
    <FormRow
      key={key.id}
      field={key}
      shown={valueOf(key)}
      provider={typeof provider === 'string' ? provider : null}
      editorOf={origin => editorOf(origin, profile)}
      onChange={value => change(key, value)}
    />
  )
  const isNarrowed = words !== '' || ownOnly
  return (
    <div className="profileForm">
      <div className="formTools">
        <label className="formSearch">
          <Icon of={Search} size={13} />
          <span className="srOnly">{t('Find a setting')}</span>
          <input
            type="search"
            placeholder={t('Find a setting')}
            value={words}
            onChange={event => setWords(event.target.value)}
          />
        </label>
        <span className="formOwn">
          <Switch label={t('Only what is set here')} on={ownOnly} onChange={setOwnOnly} />
          <span aria-hidden>{t('Only what is set here')}</span>
        </span>
      </div>
      {groups.length === 0 && (
        <p className="profilesNote">
          {words === '' ? t('Nothing is set here yet.') : t('No setting has these words.')}
        </p>
      )}
      {groups.map((group, index) => (
        <Group key={`${group.title} ${isNarrowed}`} group={group} isOpen={index === 0 || isNarrowed}>
          {row}
        </Group>
      ))}
    </div>
  )
}

interface GroupProps {
  group: FormGroup
  isOpen: boolean
  children(key: FormKey): ReactNode
}

function Group({ group: { title, keys }, isOpen, children }: GroupProps) {
  return (
    <details className="formGroup" open={isOpen}>
      <summary>
        <h3>{title}</h3> <span className="formCount">{keys.length}</span>
      </summary>
      {keys.map(children)}
    </details>
  )
}
