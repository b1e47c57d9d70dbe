import { RoomHeader } from '../../ui/RoomHeader.tsx'

/** Profiles of the configuration: what each sets, and what comes of it. */
export const ProfilesRoom = () => <RoomHeader title="Profiles" />
