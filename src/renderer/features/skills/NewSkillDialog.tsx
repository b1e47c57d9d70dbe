import { useState } from 'react'
import { MAX_DESCRIPTION_CHARS } from '../../../core/skills/header.ts'
import { useEngine } from '../../state/engine.ts'
import { messageOf } from '../../state/connection.ts'
import { Field } from '../../ui/Field.tsx'
import { FirstField } from '../../ui/FirstField.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { t } from '../../ui/i18n/t.ts'
import { wordsIn } from './frontmatter.ts'
import { ScopeChoice } from './ScopeChoice.tsx'
import type { Scope } from './ScopeChoice.tsx'
import { fileFrom, TEMPLATES } from './templates.ts'
import { descriptionProblem, nameProblem } from './words.ts'

interface NewSkillDialogProps {
  cwd: string | null
  onCreated(path: string): void
  onClose(): void
}

/** Begins a skill from a template. */
export function NewSkillDialog({ cwd, onCreated, onClose }: NewSkillDialogProps) {
  const engine = useEngine()
  const [template, setTemplate] = useState(TEMPLATES[0])
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [tools, setTools] = useState('')
  const [scope, setScope] = useState<Scope>('user')
  const [refused, setRefused] = useState<string | null>(null)
  const canCreate = nameProblem(name) === null && descriptionProblem(description) === null

  const create = async () => {
    const mcpTools = template.id === 'mcp' ? wordsIn(tools) : []
    const text = fileFrom(template, { name, description, mcpTools })
    try {
      const { path } = await engine.call('skill/create', { ...(cwd === null ? {} : { cwd }), scope, name, text })
      onClose()
      onCreated(path)
    } catch (error) {
      setRefused(messageOf(error))
    }
  }
  return (
    <FormDialog
      title={t('New skill')}
      width={560}
      action={t('Create')}
      ready={canCreate}
      aside={cwd !== null && <ScopeChoice value={scope} onChange={setScope} />}
      onSubmit={create}
      onClose={onClose}
    >
      <fieldset className="templates">
        <legend className="fieldName">{t('Begin with')}</legend>
        {TEMPLATES.map(each => (
          <label key={each.id} className={each === template ? 'template on' : 'template'}>
            <input
              type="radio"
              className="srOnly"
              name="template"
              checked={each === template}
              onChange={() => setTemplate(each)}
            />
            <span className="templateName">{each.name}</span>
            <span className="templateAbout">{each.about}</span>
          </label>
        ))}
      </fieldset>
      <FirstField
        name={t('Name')}
        about={t('Small letters, digits and hyphens. People write it as $name.')}
        problem={refused ?? (name === '' ? null : nameProblem(name))}
        value={name}
        onChange={next => {
          setName(next)
          setRefused(null)
        }}
      />
      <Field
        name={t('Description')}
        about={t('What it does and when to use it: the model decides by this. {n} of {most} characters.', {
          n: description.length,
          most: MAX_DESCRIPTION_CHARS,
        })}
        problem={description === '' ? null : descriptionProblem(description)}
      >
        {ties => (
          <textarea
            {...ties}
            className="textInput"
            rows={2}
            placeholder={template.hint}
            value={description}
            onChange={event => setDescription(event.target.value)}
          />
        )}
      </Field>
      {template.id === 'mcp' && (
        <Field name={t('MCP tools')} about={t('As mcp__server__tool, with commas between them.')}>
          {ties => (
            <input
              {...ties}
              className="textInput mono"
              spellCheck={false}
              placeholder="mcp__issues__search, mcp__issues__update"
              value={tools}
              onChange={event => setTools(event.target.value)}
            />
          )}
        </Field>
      )}
    </FormDialog>
  )
}
