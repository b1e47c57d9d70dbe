export { BrowseDialog } from './BrowseDialog.tsx'
export { FolderDialog } from './FolderDialog.tsx'
export { NewThreadPage } from './NewThreadPage.tsx'
