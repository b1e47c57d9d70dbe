export { ProfilesRoom } from './ProfilesRoom.tsx'
