import { useState } from 'react'
import type { FormEvent } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { addNotice } from '../../state/store.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog, takeFocus } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { t } from '../../ui/i18n/t.ts'
import { EMPTY_FORM, readForm, templatesFor, tomlOf } from './newServer.ts'
import type { Problems, ServerForm } from './newServer.ts'

const KINDS: readonly { value: ServerForm['kind']; name: string }[] = [
  { value: 'command', name: t('A program here') },
  { value: 'url', name: t('A server at a URL') },
]

interface AddServerDialogProps {
  /** Names that are in use. */
  taken: readonly string[]
  onAdded(name: string): void
  onClose(): void
}

/** Adds a server to the configuration, from a template or from nothing. */
export function AddServerDialog({ taken, onAdded, onClose }: AddServerDialogProps) {
  const { store, engine } = useAppParts()
  const folder = useApp(state => state.newThread.cwd ?? state.workspaces?.[0]?.path ?? '.')
  const [form, setForm] = useState(EMPTY_FORM)
  // Problems show once somebody tried to add it; before, an empty form would be all red.
  const [tried, setTried] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const { server, problems } = readForm(form, taken)
  const change = (part: Partial<ServerForm>) => {
    setForm(before => ({ ...before, ...part }))
    setRefused(null)
  }

  const add = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(problems).length > 0) return
    try {
      await engine.call('mcp/add', server)
      // Whoever adds a server wants to see at once whether it starts.
      await engine.call('mcp/restart', { server: server.name })
      addNotice(store, 'info', t('Added {name}.', { name: server.name }))
      onAdded(server.name)
      onClose()
    } catch (error) {
      setRefused(messageOf(error))
    }
  }
  return (
    <Dialog title={t('Add an MCP server')} width={600} onClose={onClose}>
      <form className="addServer" onSubmit={event => void add(event)} noValidate>
        <div className="addScroll">
          <div className="templates" role="group" aria-label={t('Begin with')}>
            {templatesFor(folder).map((template, index) => (
              <button
                key={template.id}
                type="button"
                className="template"
                ref={index === 0 ? takeFocus : undefined}
                onClick={() => change({ ...EMPTY_FORM, ...template.form })}
              >
                <span className="templateName">{template.name}</span>
                <span className="templateAbout">{template.about}</span>
              </button>
            ))}
          </div>
          <Fields form={form} problems={tried ? problems : {}} onChange={change} />
          <section className="addPreview" aria-label={t('What will be written')}>
            <p className="mcpQuiet">{t('Will be written to your config.toml:')}</p>
            <pre tabIndex={0} aria-label="TOML">
              {tomlOf(server)}
            </pre>
          </section>
          {refused !== null && (
            <p className="mcpProblem" role="alert">
              {refused}
            </p>
          )}
        </div>
        <div className="addFoot">
          <Button look="quiet" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button look="fill" type="submit">
            {t('Add server')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface FieldsProps {
  form: ServerForm
  problems: Problems
  onChange(part: Partial<ServerForm>): void
}

function Fields({ form, problems, onChange }: FieldsProps) {
  const input = (key: Exclude<keyof ServerForm, 'kind' | 'variables'>) => ({
    className: key === 'name' ? 'textInput' : 'textInput mono',
    spellCheck: false,
    autoComplete: 'off',
    value: form[key],
    onChange: (event: { target: { value: string } }) => onChange({ [key]: event.target.value }),
  })
  return (
    <>
      <div className="addRow">
        <Field name={t('Name')} problem={problems.name}>
          {ties => <input {...ties} {...input('name')} />}
        </Field>
        <Segmented label={t('Kind')} value={form.kind} options={KINDS} onChange={kind => onChange({ kind })} />
      </div>
      {form.kind === 'command' ? (
        <>
          <Field name={t('Command')} about={t('The program and its arguments, as in a shell.')} problem={problems.line}>
            {ties => <input {...ties} {...input('line')} />}
          </Field>
          <Field
            name={t('Environment')}
            about={t('NAME=value, or NAME alone to pass on a variable of yours, which keeps secrets out of the file.')}
            problem={problems.variables}
          >
            {ties => (
              <textarea
                {...ties}
                className="textInput mono"
                rows={2}
                spellCheck={false}
                value={form.variables}
                onChange={event => onChange({ variables: event.target.value })}
              />
            )}
          </Field>
        </>
      ) : (
        <>
          <Field name="URL" problem={problems.url}>
            {ties => <input {...ties} {...input('url')} />}
          </Field>
          <Field
            name={t('Token variable')}
            about={t('The variable that holds its token, if it wants one. Not needed where you sign in.')}
            problem={problems.tokenVariable}
          >
            {ties => <input {...ties} {...input('tokenVariable')} />}
          </Field>
        </>
      )}
    </>
  )
}
