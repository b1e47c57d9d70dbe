export { InboxRoom } from './InboxRoom.tsx'
