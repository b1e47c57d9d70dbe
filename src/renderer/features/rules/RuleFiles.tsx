import { X } from 'lucide-react'
import { useRef } from 'react'
import type { Result } from '../../../contract/router.ts'
import type { RuleFileView, RuleView } from '../../../contract/rules.ts'
import { useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import type { Answer } from '../../state/engine.ts'
import { addNotice } from '../../state/store.ts'
import { IconButton } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { joinWords } from '../../ui/words.ts'
import { Pattern } from './Pattern.tsx'
import { DecisionWord, LayerBadge } from './RuleMatch.tsx'
import { patternText, plainPattern, ruleKeys } from './words.ts'

/** Every rule that counts in a folder, by the file it stands in. */
export function RuleFiles({ cwd, list }: { cwd: string; list: Answer<Result<'rules/list'>> }) {
  const remove = useRemoveRule(cwd, list.reload)
  const { result, failure } = list
  if (failure !== null) return <p className="rulesProblem">{failure}</p>
  if (!result) return <Skeleton lines={[40, 70, 55]} label={t('Loading rules')} />
  if (result.files.length === 0) {
    return (
      <p className="rulesQuiet rulesNone">
        {t('No rules yet. They show here when you add one, or choose “Always” where an agent asks.')}
      </p>
    )
  }
  return result.files.map(file => <RuleFile key={file.path} file={file} onRemove={rule => remove(file, rule)} />)
}

function RuleFile({ file, onRemove }: { file: RuleFileView; onRemove(rule: RuleView): Promise<void> }) {
  const list = useRef<HTMLUListElement>(null)
  const keys = ruleKeys(file.rules)
  const remove = async (rule: RuleView, button: HTMLElement) => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])]
    const at = buttons.indexOf(button)
    await onRemove(rule)
    // The focus stays in the list: on the next rule, else the one before.
    const neighbour = buttons[at + 1] ?? buttons[at - 1]
    neighbour?.focus()
  }
  const isEmpty = file.rules.length === 0 && file.networkRules.length === 0 && file.problems.length === 0
  return (
    <section className="ruleFile">
      <header className="ruleFileHead">
        <LayerBadge layer={file.layer} />
        <h3 className="ruleFilePath truncate" title={file.path}>
          <bdi>{file.path}</bdi>
        </h3>
      </header>
      {file.problems.map(problem => (
        <p key={`${problem.line} ${problem.message}`} className="ruleProblem">
          <span className="ruleLine">{problem.line}</span>
          <span className="ruleProblemText">
            <VisibleText text={problem.message} />
          </span>
        </p>
      ))}
      <ul ref={list}>
        {file.rules.map((rule, index) => (
          <li key={keys[index]} className="rule">
            <span className="ruleLine">{rule.line}</span>
            <DecisionWord decision={rule.decision} />
            <span className="rulePattern">
              <Pattern pattern={rule.pattern} />
              {rule.justification !== undefined && <span className="ruleWhy">{rule.justification}</span>}
            </span>
            {rule.removable && (
              <IconButton
                icon={X}
                size={13}
                className="small"
                label={t('Remove the rule for {words}', { words: patternText(rule.pattern) })}
                onClick={event => void remove(rule, event.currentTarget)}
              />
            )}
          </li>
        ))}
        {file.networkRules.map(rule => (
          <li key={`${rule.line} ${rule.host}`} className="rule">
            <span className="ruleLine">{rule.line}</span>
            <DecisionWord decision={rule.decision} />
            <span className="rulePattern">
              <span className="ruleKind">{t('network')}</span>
              <code className="word">
                <VisibleText text={rule.host} />
              </code>
              <span className="ruleWhy">{rule.protocol}</span>
            </span>
          </li>
        ))}
      </ul>
      {isEmpty && <p className="rulesQuiet ruleNothing">{t('Nothing in this file.')}</p>}
    </section>
  )
}

/** Takes a rule away; a toast puts it back. */
function useRemoveRule(cwd: string, reload: () => void) {
  const { store, engine } = useAppParts()
  const tell = (error: unknown) => addNotice(store, 'error', messageOf(error))
  return async (file: RuleFileView, rule: RuleView): Promise<void> => {
    const prefix = plainPattern(rule)
    if (!prefix) return
    const { decision, justification } = rule
    const scope = file.layer === 'project' ? 'project' : 'everywhere'
    const putBack = () =>
      void engine
        .call('rules/add', { cwd, prefix, decision, scope, ...(justification ? { justification } : {}) })
        .then(reload, tell)
    try {
      await engine.call('rules/remove', { file: file.path, line: rule.line, prefix })
      addNotice(store, 'info', t('Removed the rule for {words}.', { words: joinWords(prefix) }), {
        name: t('Undo'),
        run: putBack,
      })
    } catch (error) {
      tell(error)
    }
    reload()
  }
}
