import './migration.css'
import { useAppParts } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t, tn } from '../../ui/i18n/t.ts'
import { tx } from '../../ui/i18n/tx.tsx'
import { MigrationItems } from './MigrationItems.tsx'
import { useMigration } from './useMigration.ts'
import type { Migration } from './useMigration.ts'
import { importWords, leftOutWords } from './words.ts'

/** Brings settings, rules, skills and prompts of Codex here: what there is, what is chosen, what came of it. */
export function MigrationDialog() {
  const { store } = useAppParts()
  const migration = useMigration()
  const close = () => store.setState({ overlay: null })
  const { applied, problem } = migration
  return (
    <Dialog title={t('Import from Codex')} width={640} onClose={close}>
      <div className="migration">
        {applied ? <Outcome migration={migration} /> : <Preview migration={migration} />}
        {problem !== null && (
          <p className="migrationProblem" role="alert">
            {problem}
          </p>
        )}
        <Foot migration={migration} onClose={close} />
      </div>
    </Dialog>
  )
}

function Preview({ migration }: { migration: Migration }) {
  const { items, exists, home, undone, problem } = migration
  if (!items) return problem === null ? <Skeleton lines={[40, 70, 55]} label={t('Looking at what there is')} /> : null
  if (!exists) {
    return (
      <p className="migrationWords">
        {tx('There is nothing to import: {home} holds no configuration.', { home: <code>{home}</code> })}
      </p>
    )
  }
  const left = leftOutWords(items)
  return (
    <>
      <p className="migrationWords" role="status">
        {undone && `${t('The import was taken back.')} `}
        {left === ''
          ? tx('From {home}, where nothing changes.', { home: <code>{home}</code> })
          : tx('From {home}, where nothing changes: {left}.', { home: <code>{home}</code>, left })}
      </p>
      <div className="migrationItems" tabIndex={0} role="region" aria-label={t('What there is to import')}>
        <MigrationItems {...migration} items={items} />
      </div>
    </>
  )
}

/** What came, and what did not with the reason. */
function Outcome({ migration: { applied, items } }: { migration: Migration }) {
  if (!applied) return null
  const { done, failed } = applied
  const titleOf = (id: string) => items?.find(item => item.id === id)?.title ?? id
  return (
    <div className="migrationOutcome">
      <p role="status">
        {done.length > 0 ? tn(done.length, '{n} thing came over.', '{n} things came over.') : t('Nothing came over.')}{' '}
        {done.length > 0 && `${t('What they replaced is in the trash, or comes back with Undo.')} `}
        {t('Settings count from the next turn on.')}
      </p>
      {failed.length > 0 && (
        <ul className="migrationFailed" aria-label={t('What did not come over')}>
          {failed.map(({ id, message }) => (
            <li key={id}>
              <code>
                <VisibleText text={titleOf(id)} />
              </code>
              <span className="migrationNote conflict">{message}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Foot({ migration, onClose }: { migration: Migration; onClose(): void }) {
  const { applied, busy, chosen, items, apply, undo } = migration
  return (
    <footer className="migrationFoot">
      {applied ? (
        <>
          {applied.undoId !== null && (
            <Button look="quiet" disabled={busy} onClick={() => void undo()}>
              {t('Undo the import')}
            </Button>
          )}
          <Button ref={focus} look="fill" onClick={onClose}>
            {t('Done')}
          </Button>
        </>
      ) : (
        <>
          <Button look="quiet" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button look="fill" disabled={busy || chosen.size === 0 || items === null} onClick={() => void apply()}>
            {importWords(chosen.size)}
          </Button>
        </>
      )}
    </footer>
  )
}

/** What was pressed is gone with the preview: the focus goes on to what is next. */
const focus = (button: HTMLButtonElement | null) => button?.focus()
