import './migration.css'
import { Import } from 'lucide-react'
import { useAppParts } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import { Button } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { tx } from '../../ui/i18n/tx.tsx'

/** Where somebody begins who has worked with Codex: a word about what can be brought along. */
export function MigrationHint() {
  const { store } = useAppParts()
  const { result } = useQuery('migration/preview', {})
  if (!result?.items.some(({ state }) => state === 'new')) return null
  return (
    <div className="migrationHint">
      <p className="migrationHintText">
        {tx('You have settings of Codex in {home}.', { home: <code>{result.home}</code> })}
      </p>
      <Button icon={Import} onClick={() => store.setState({ overlay: 'migration' })}>
        {t('Import from Codex')}
      </Button>
    </div>
  )
}
