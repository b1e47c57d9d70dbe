import './migration.css'
import { Import } from 'lucide-react'
import { useAppParts } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import { Button } from '../../ui/Button.tsx'

/** Where somebody begins who has worked with Codex: a word about what can be brought along. */
export function MigrationHint() {
  const { store } = useAppParts()
  const { result } = useQuery('migration/preview', {})
  if (!result?.items.some(({ state }) => state === 'new')) return null
  return (
    <p className="migrationHint">
      You have settings of Codex in <code>{result.home}</code>.
      <Button look="quiet" icon={Import} onClick={() => store.setState({ overlay: 'migration' })}>
        Import from Codex
      </Button>
    </p>
  )
}
