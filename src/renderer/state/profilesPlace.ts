/** The user's configuration without any profile, in the place of a profile's name. */
export const NO_PROFILE = ''

/** A change of one value that is not saved yet; without a value it is taken out. The path is as in a profile. */
export interface ValueEdit {
  path: readonly string[]
  value?: unknown
}

/** A file that is being written, and the content on disk that it began with. */
export interface TextDraft {
  text: string
  hash: string
}

export type ProfilePage = 'form' | 'toml' | 'result' | 'compare'

/** What the profiles room keeps while other tabs are in front: nothing that was typed is lost. */
export interface ProfilesPlace {
  /** Name of a profile, or `NO_PROFILE`. */
  selected: string
  page: ProfilePage
  /** The profile that the selected one is compared with. */
  against: string
  /** By name of the profile. */
  edits: Readonly<Record<string, readonly ValueEdit[]>>
  /** By file: the name of its profile, or `NO_PROFILE` for `config.toml`. */
  texts: Readonly<Record<string, TextDraft>>
  /** Where the text editor goes. */
  place: { line: number; column: number | null } | null
  /** The form of a new profile is open: what it begins as. */
  creating: { from: { type: 'profile'; name: string } | { type: 'thread'; threadId: string } | null } | null
}

export const FIRST_PROFILES_PLACE: ProfilesPlace = {
  selected: NO_PROFILE,
  page: 'form',
  against: NO_PROFILE,
  edits: {},
  texts: {},
  place: null,
  creating: null,
}
