export { LastUndoDialog } from './LastUndoDialog.tsx'
export { UndoButton } from './UndoButton.tsx'
export { UndoDialog } from './UndoDialog.tsx'
export type { UndoTarget } from './useUndo.ts'
