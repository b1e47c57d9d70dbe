export { IndexNote } from './IndexNote.tsx'
export { SessionsRoom } from './SessionsRoom.tsx'
export { bytes, grouped } from './words.ts'
