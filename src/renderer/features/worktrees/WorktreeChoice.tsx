import './worktreeChoice.css'
import { useApp, useAppParts } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import { chooseWorktree, chosenWorktree } from '../../state/worktree.ts'
import { t } from '../../ui/i18n/t.ts'
import { Field } from '../../ui/Field.tsx'
import { Picker } from '../../ui/Picker.tsx'
import { Switch } from '../../ui/Switch.tsx'

/** Whether the new thread gets a worktree of its own, and what of. Nothing outside a repository. */
export function WorktreeChoice() {
  const { store } = useAppParts()
  const cwd = useApp(state => state.newThread.cwd)
  const chosen = useApp(chosenWorktree)
  const { result, fresh } = useQuery('worktree/propose', cwd === null ? null : { cwd, title: '' })
  const proposal = fresh ? result?.proposal : null
  const [first] = proposal?.bases ?? []
  if (cwd === null || !proposal || first === undefined) return null
  return (
    <fieldset className="worktreeChoice">
      <legend className="srOnly">{t('Worktree')}</legend>
      <div className="worktreeSwitch">
        <Switch
          label={t('In a new worktree')}
          on={chosen !== null}
          onChange={on => chooseWorktree(store, on ? { cwd, branch: '', base: first } : null)}
        />
        <span>
          <strong>{t('In a new worktree')}</strong>
          <span className="worktreeAbout">
            {t('A folder and a branch of its own: what happens here and there stays apart until you merge it.')}
          </span>
        </span>
      </div>
      {chosen && (
        <div className="worktreeParts">
          <Field name={t('Branch')} about={t('Named after your message if you leave it empty.')}>
            {ties => (
              <input
                {...ties}
                className="textInput mono"
                value={chosen.branch}
                placeholder="heddle/"
                spellCheck={false}
                onChange={event => chooseWorktree(store, { ...chosen, branch: event.target.value })}
              />
            )}
          </Field>
          <div className="worktreeBase">
            <span className="fieldName">{t('Begins from')}</span>
            <Picker
              label={t('Begins from')}
              value={chosen.base}
              choices={proposal.bases.map(base => ({ value: base, name: base }))}
              onChange={base => chooseWorktree(store, { ...chosen, base })}
            />
          </div>
        </div>
      )}
    </fieldset>
  )
}
