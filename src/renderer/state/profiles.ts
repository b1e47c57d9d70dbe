import { openTab, roomTab } from './layout.ts'
import { NO_PROFILE } from './profilesPlace.ts'
import type { ProfilesPlace, TextDraft, ValueEdit } from './profilesPlace.ts'
import { updateLayout } from './store.ts'
import type { AppStore } from './store.ts'

export const updateProfiles = (store: AppStore, part: Partial<ProfilesPlace>): void =>
  store.setState(({ profiles }) => ({ profiles: { ...profiles, ...part } }))

/** Keeps the changes of a profile, or forgets them where there are none. */
export function keepEdits(store: AppStore, name: string, edits: readonly ValueEdit[]): void {
  const { [name]: _, ...others } = store.getState().profiles.edits
  updateProfiles(store, { edits: edits.length === 0 ? others : { ...others, [name]: edits } })
}

/** Keeps what is written of a file, or forgets it (null). */
export function keepText(store: AppStore, name: string, draft: TextDraft | null): void {
  const { [name]: _, ...others } = store.getState().profiles.texts
  updateProfiles(store, { texts: draft === null ? others : { ...others, [name]: draft } })
}

/** Opens the room with a profile in front. */
export function openProfile(store: AppStore, part: Partial<ProfilesPlace> = {}): void {
  updateProfiles(store, part)
  updateLayout(store, layout => openTab(layout, roomTab('profiles')))
}

/** Opens `config.toml` in the text editor, at a place if one is given. */
export const openConfigEditor = (
  { store }: { store: AppStore },
  { line, column }: { line?: number; column?: number } = {},
): void =>
  openProfile(store, {
    selected: NO_PROFILE,
    page: 'toml',
    place: line === undefined ? null : { line, column: column ?? null },
  })
