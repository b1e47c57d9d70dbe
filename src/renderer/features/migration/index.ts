export { MigrationDialog } from './MigrationDialog.tsx'
export { MigrationHint } from './MigrationHint.tsx'
