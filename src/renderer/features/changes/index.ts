export { ChangesPane, ReadingChanges } from './LazyChanges.tsx'
export { readChanges } from './readChanges.ts'
