import './migration.css'
import { useAppParts } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { plural } from '../../ui/format.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
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
    <Dialog title="Import from Codex" width={640} onClose={close}>
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
  if (!items) return problem === null ? <Skeleton lines={[40, 70, 55]} label="Looking at what there is" /> : null
  if (!exists) {
    return (
      <p className="migrationWords">
        There is nothing to import: <code>{home}</code> holds no configuration.
      </p>
    )
  }
  const left = leftOutWords(items)
  return (
    <>
      <p className="migrationWords" role="status">
        {undone && 'The import was taken back. '}
        From <code>{home}</code>, where nothing changes{left === '' ? '.' : `: ${left}.`}
      </p>
      <div className="migrationItems" tabIndex={0} role="region" aria-label="What there is to import">
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
        {done.length > 0 ? `${plural(done.length, 'thing')} came over. ` : 'Nothing came over. '}
        {done.length > 0 && 'What they replaced is in the trash, or comes back with Undo. '}
        Settings count from the next turn on.
      </p>
      {failed.length > 0 && (
        <ul className="migrationFailed" aria-label="What did not come over">
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
              Undo the import
            </Button>
          )}
          <Button ref={focus} look="fill" onClick={onClose}>
            Done
          </Button>
        </>
      ) : (
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
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
