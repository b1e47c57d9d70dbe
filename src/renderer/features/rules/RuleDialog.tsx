import { useState } from 'react'
import type { Params } from '../../../contract/router.ts'
import { useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { addNotice } from '../../state/store.ts'
import { Field } from '../../ui/Field.tsx'
import { FirstField } from '../../ui/FirstField.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Segmented } from '../../ui/Segmented.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { joinWords, splitWords } from '../../ui/words.ts'
import { placeOf } from './words.ts'
import type { RuleDecision } from './words.ts'

type Scope = Params<'rules/add'>['scope']

const DECISIONS: readonly { value: RuleDecision; name: string }[] = [
  { value: 'allow', name: t('Allow') },
  { value: 'prompt', name: t('Ask') },
  { value: 'forbidden', name: t('Forbid') },
]

const SCOPES: readonly { value: Scope; name: string }[] = [
  { value: 'project', name: t('In this project') },
  { value: 'everywhere', name: t('Everywhere') },
]

interface RuleDialogProps {
  cwd: string
  /** What the form begins with. */
  rule: { prefix: readonly string[]; decision: RuleDecision }
  onAdded(): void
  onClose(): void
}

/** Writes a rule for commands that begin with certain words. */
export function RuleDialog({ cwd, rule, onAdded, onClose }: RuleDialogProps) {
  const { store, engine } = useAppParts()
  const [line, setLine] = useState(joinWords(rule.prefix))
  const [decision, setDecision] = useState(rule.decision)
  const [scope, setScope] = useState<Scope>('project')
  const [justification, setJustification] = useState('')
  const [refused, setRefused] = useState<string | null>(null)
  const prefix = splitWords(line)
  const canAdd = prefix.length > 0 && prefix.every(word => word !== '')

  const add = async () => {
    const why = justification.trim()
    try {
      const params = { cwd, prefix, decision, scope, ...(why === '' ? {} : { justification: why }) }
      const place = await engine.call('rules/add', params)
      addNotice(store, 'info', t('Added to {place}.', { place: placeOf(place.file, place.line) }))
      onAdded()
      onClose()
    } catch (error) {
      setRefused(messageOf(error))
    }
  }
  return (
    <FormDialog
      title={t('Add a rule')}
      width={520}
      action={t('Add rule')}
      ready={canAdd}
      onSubmit={add}
      onClose={onClose}
    >
      <FirstField
        name={t('Commands that begin with')}
        about={t('Words as in a shell; quotes keep blanks together. Fewer words catch more commands.')}
        problem={refused}
        value={line}
        onChange={next => {
          setLine(next)
          setRefused(null)
        }}
      />
      <p className="ruleFormWords" aria-live="polite">
        {prefix.map((word, index) => (
          <code key={index} className="word">
            <VisibleText text={word === '' ? "''" : word} />
          </code>
        ))}
        {prefix.length > 0 && <span className="rulesQuiet">{t('and anything after')}</span>}
      </p>
      <div className="formDialogRow">
        <Segmented<RuleDecision> label={t('Decision')} value={decision} options={DECISIONS} onChange={setDecision} />
        <Segmented<Scope> label={t('Where it holds')} value={scope} options={SCOPES} onChange={setScope} />
      </div>
      <Field name={t('Why')} about={t('Optional. Agents and people read it where the rule decides.')}>
        {ties => (
          <input
            {...ties}
            className="textInput"
            maxLength={1000}
            value={justification}
            onChange={event => setJustification(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  )
}
