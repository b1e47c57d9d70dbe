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
    <div className="migrationHint">
      <p className="migrationHintText">
        You have settings of Codex in <code>{result.home}</code>.
      </p>
      <Button icon={Import} onClick={() => store.setState({ overlay: 'migration' })}>
        Import from Codex
      </Button>
    </div>
  )
}
