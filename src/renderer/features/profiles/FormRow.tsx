import { Undo2 } from 'lucide-react'
import { useId, useRef } from 'react'
import type { ConfigOrigin } from '../../../contract/config.ts'
import { IconButton } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Control } from './Control.tsx'
import type { FormKey } from './formKeys.ts'
import { Provenance } from './Provenance.tsx'
import type { ShownValue } from './values.ts'

interface FormRowProps {
  field: FormKey
  shown: ShownValue
  /** The provider that counts, for the choice of a model. */
  provider: string | null
  /** The profile whose text editor shows a place. */
  editorOf(origin: ConfigOrigin): string | null
  /** Undefined takes the value out. */
  onChange(value: unknown): void
}

/** A setting: what it is, its value, and where the value comes from. */
export function FormRow({ field, shown, provider, editorOf, onChange }: FormRowProps) {
  const aboutId = useId()
  const control = useRef<HTMLDivElement>(null)
  // The button goes with the value: the focus stays in the row.
  const takeOut = () => {
    onChange(undefined)
    control.current?.querySelector<HTMLElement>('button, input, textarea')?.focus()
  }
  const { value, origin, constraint, isOwn, isEdited } = shown
  return (
    <div className={isEdited ? 'formRow edited' : 'formRow'} role="group" aria-label={field.name}>
      <div className="formName">
        <span className="formTitle" title={field.id}>
          {field.name}
          {field.stage === 'experimental' && <span className="formStage">{t('experimental')}</span>}
        </span>
        <span id={aboutId} className="formAbout">
          {field.about}
        </span>
        {!field.isMostUsed && <code className="formKey">{field.id}</code>}
      </div>
      <div ref={control} className="formControl">
        <Control field={field} value={value} provider={provider} describedBy={aboutId} onChange={onChange} />
        {isOwn && (
          <IconButton
            icon={Undo2}
            size={13}
            className="small"
            label={t('Take {name} out: use what is below', { name: field.name })}
            onClick={takeOut}
          />
        )}
      </div>
      <div className="formOrigin">
        <Provenance origin={origin} editor={origin && editorOf(origin)} />
        {constraint !== null && <span className="constraint">{constraint}</span>}
      </div>
    </div>
  )
}
