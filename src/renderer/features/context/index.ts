export { ContextPane } from './ContextPane.tsx'
export { compactThread } from './compactThread.ts'
