import { RoomHeader } from '../../ui/RoomHeader.tsx'

/** The skills of a folder, and everything that can be done with them. */
export const SkillsRoom = () => <RoomHeader title="Skills" />
