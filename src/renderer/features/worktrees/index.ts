import { lazy } from 'react'

export { WorktreeChoice } from './WorktreeChoice.tsx'

/** Fetched when it is first opened. */
export const WorktreesDialog = lazy(async () => ({ default: (await import('./WorktreesDialog.tsx')).WorktreesDialog }))
