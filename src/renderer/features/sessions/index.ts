export { IndexNote } from './IndexNote.tsx'
export { SessionsRoom } from './SessionsRoom.tsx'
export { bytes } from './words.ts'
