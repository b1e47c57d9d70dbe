export { showNextWaiting } from './nextWaiting.ts'
export { Sidebar } from './Sidebar.tsx'
export { TitleEditor } from './TitleEditor.tsx'
