export { FolderDialog } from './FolderDialog.tsx'
export { NewThreadPage } from './NewThreadPage.tsx'
