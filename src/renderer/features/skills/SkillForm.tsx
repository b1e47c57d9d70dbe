import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Skill } from '../../../contract/skills.ts'
import { MAX_DESCRIPTION_CHARS } from '../../../core/skills/header.ts'
import { Field } from '../../ui/Field.tsx'
import { Picker } from '../../ui/Picker.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { editField, wordsIn } from './frontmatter.ts'
import type { FieldName, SkillFields } from './frontmatter.ts'
import { descriptionProblem, INTERFACES, nameProblem } from './words.ts'

interface SkillFormProps {
  skill: Skill
  text: string
  /** Null where the frontmatter is not one that a form could change. */
  fields: SkillFields | null
  /** There is little room. */
  isNarrow: boolean
  onChange(text: string): void
}

/** The frontmatter of a skill, field by field. What is typed here changes the text below, and the other way round. */
export function SkillForm({ skill, text, fields, isNarrow, onChange }: SkillFormProps) {
  if (!fields) {
    return (
      <p className="skillNote waits" role="note">
        {t('The form is away: the frontmatter is not plain YAML. Mend it in the text, and the form comes back.')}
      </p>
    )
  }
  const edit = (field: FieldName, value: string | readonly string[]) => onChange(editField(text, field, value))
  const input = { className: 'textInput', readOnly: !skill.editable, spellCheck: false, autoComplete: 'off' }
  return (
    <div className={isNarrow ? 'skillForm narrow' : 'skillForm'}>
      <Field
        name={t('Name')}
        about={t('People write it as $name.')}
        problem={fields.name === '' ? null : nameProblem(fields.name)}
      >
        {ties => (
          <input {...ties} {...input} value={fields.name} onChange={event => edit('name', event.target.value)} />
        )}
      </Field>
      <Field name={t('Short description')} about={t('Shown in lists. Optional.')}>
        {ties => (
          <input
            {...ties}
            {...input}
            spellCheck
            value={fields.shortDescription}
            onChange={event => edit('shortDescription', event.target.value)}
          />
        )}
      </Field>
      <Field
        name={t('Description')}
        about={t('What it does and when to use it: the model decides by this. {n} of {most} characters.', {
          n: fields.description.length,
          most: MAX_DESCRIPTION_CHARS,
        })}
        problem={descriptionProblem(fields.description)}
      >
        {ties => (
          <textarea
            {...ties}
            {...input}
            spellCheck
            rows={2}
            value={fields.description}
            onChange={event => edit('description', event.target.value)}
          />
        )}
      </Field>
      <WordsField
        name={t('Allowed tools')}
        about={t('Only these in its turn; empty: all.')}
        words={fields.allowedTools}
        readOnly={!skill.editable}
        onChange={words => edit('allowedTools', words)}
      />
      <WordsField
        name={t('MCP tools it needs')}
        about={<ToolStates tools={skill.mcpTools} />}
        words={fields.mcpTools}
        readOnly={!skill.editable}
        onChange={words => edit('mcpTools', words)}
      />
      <div className="field">
        <span className="fieldName">{t('When it is used')}</span>
        <Picker
          label={t('When it is used')}
          value={fields.interface}
          disabled={!skill.editable}
          choices={INTERFACES.filter(({ value }) => value !== 'cli' || fields.interface === 'cli')}
          onChange={value => edit('interface', value)}
        />
        {!skill.implicit && fields.interface !== 'user' && (
          <p className="fieldAbout">{t('Not in the model’s list: agents/openai.yaml says so.')}</p>
        )}
      </div>
    </div>
  )
}

interface WordsFieldProps {
  name: string
  about: ReactNode
  words: readonly string[]
  readOnly: boolean
  onChange(words: string[]): void
}

/** Several words in one field. What is typed stays as it is typed until other words come from elsewhere. */
function WordsField({ name, about, words, readOnly, onChange }: WordsFieldProps) {
  const [typed, setTyped] = useState(words.join(', '))
  const shown = wordsIn(typed).join() === words.join() ? typed : words.join(', ')
  return (
    <Field name={name} about={about}>
      {ties => (
        <input
          {...ties}
          className="textInput mono"
          spellCheck={false}
          autoComplete="off"
          readOnly={readOnly}
          value={shown}
          onChange={event => {
            setTyped(event.target.value)
            onChange(wordsIn(event.target.value))
          }}
        />
      )}
    </Field>
  )
}

/** Which of the tools are there. */
function ToolStates({ tools }: { tools: Skill['mcpTools'] }) {
  if (tools.length === 0) return t('As mcp__server__tool.')
  return tools.map(({ name, missing }) => (
    <span key={name} className={missing ? 'skillTool missing' : 'skillTool'}>
      <VisibleText text={name} /> {missing ? t('is missing') : t('is there')}
    </span>
  ))
}
