export { COMMANDS } from './commands.ts'
export type { Command } from './commands.ts'
export { Palette } from './Palette.tsx'
export { ShortcutsDialog } from './ShortcutsDialog.tsx'
