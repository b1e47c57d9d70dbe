import type { Ref } from 'react'
import type { ProviderSettings } from '../../../contract/providers.ts'
import { takeFocus } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { SecretField } from '../../ui/SecretField.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { t } from '../../ui/i18n/t.ts'
import { addressWarning, idFor } from './providerForm.ts'
import type { FormProblems, ProviderForm } from './providerForm.ts'

const WIRES: readonly { value: ProviderSettings['wireApi']; name: string }[] = [
  { value: 'chat', name: t('Chat Completions') },
  { value: 'responses', name: t('Responses') },
]

interface ProviderFieldsProps {
  form: ProviderForm
  problems: FormProblems
  isNew: boolean
  /** The key is read from its element when it is needed, and kept nowhere else. */
  keyRef: Ref<HTMLInputElement>
  onChange(part: Partial<ProviderForm>): void
}

/** The fields that describe a provider. */
export function ProviderFields({ form, problems, isNew, keyRef, onChange }: ProviderFieldsProps) {
  const input = (name: 'id' | 'name' | 'baseUrl' | 'envKey') => ({
    className: name === 'name' ? 'textInput' : 'textInput mono',
    spellCheck: false,
    autoComplete: 'off',
    value: form[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
  })
  return (
    <>
      <div className="providerPair">
        <Field name={t('Name')} problem={problems.name}>
          {ties => <input {...ties} {...input('name')} ref={takeFocus} />}
        </Field>
        {isNew && (
          <Field name={t('Id')} about={t('Names it in the configuration.')} problem={problems.id}>
            {ties => <input {...ties} {...input('id')} placeholder={idFor(form.name, [])} />}
          </Field>
        )}
      </div>
      <Field
        name={t('Address')}
        about={addressWarning(form.baseUrl) ?? t('Of its API, mostly ending in /v1.')}
        problem={problems.baseUrl}
      >
        {ties => <input {...ties} {...input('baseUrl')} placeholder="https://models.example.com/v1" />}
      </Field>
      <div className="providerWire">
        <span className="fieldName">{t('It speaks')}</span>
        <Segmented
          label={t('It speaks')}
          value={form.wireApi}
          options={WIRES}
          onChange={wireApi => onChange({ wireApi })}
        />
      </div>
      <div className="providerPair">
        <SecretField
          input={keyRef}
          name={t('Key')}
          about={isNew ? t('If it needs one. Never shown again.') : t('Empty leaves it as it is.')}
        />
        <Field name={t('Key variable')} about={t('Or the variable that holds it.')} problem={problems.envKey}>
          {ties => <input {...ties} {...input('envKey')} />}
        </Field>
      </div>
    </>
  )
}
