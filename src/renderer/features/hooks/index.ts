export { HookNote } from './HookNote.tsx'
export { HooksPage } from './HooksPage.tsx'
