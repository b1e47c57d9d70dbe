import type { MigrationItem } from '../../../contract/migration.ts'
import type { Handlers } from '../../../rpc/serve.ts'

export interface MigrationApiDeps {
  preview(): Promise<{ home: string; exists: boolean; items: MigrationItem[] }>
  apply(
    ids: readonly string[],
  ): Promise<{ done: string[]; failed: { id: string; message: string }[]; undoId: string | null }>
  undo(undoId: string): Promise<void>
}

/** Bringing things here from the home of the real program. */
export const migrationHandlers = (
  migration: MigrationApiDeps,
): Pick<Handlers, 'migration/preview' | 'migration/apply' | 'migration/undo'> => ({
  'migration/preview': () => migration.preview(),
  'migration/apply': ({ ids }) => migration.apply(ids),
  'migration/undo': async ({ undoId }) => {
    await migration.undo(undoId)
    return {}
  },
})
