import type { CommandMethod, Params, Result } from '../../../contract/router.ts'
import type { App } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { keepEdits, keepText, updateProfiles } from '../../state/profiles.ts'
import { NO_PROFILE } from '../../state/profilesPlace.ts'
import { addNotice } from '../../state/store.ts'
import { t } from '../../ui/i18n/t.ts'

/** What a profile is called where a person reads it. */
export const titleOf = (name: string): string => (name === NO_PROFILE ? 'default' : name)

async function run<M extends CommandMethod>(app: App, method: M, params: Params<M>): Promise<Result<M> | null> {
  try {
    return await app.engine.call(method, params)
  } catch (error) {
    addNotice(app.store, 'error', messageOf(error))
    return null
  }
}

/** Makes new threads use a profile. */
export async function activate(app: App, name: string): Promise<void> {
  if (!(await run(app, 'profile/activate', { name: name === NO_PROFILE ? null : name }))) return
  // Also the one that is about to begin.
  app.store.setState(({ newThread }) => ({ newThread: { ...newThread, settings: null, asRead: null } }))
  addNotice(
    app.store,
    'info',
    name === NO_PROFILE ? t('New threads use no profile.') : t('New threads use {name}.', { name }),
  )
}

/** Throws a profile away; the notice takes that back. */
export async function remove(app: App, name: string): Promise<boolean> {
  const done = await run(app, 'profile/delete', { name })
  if (!done) return false
  const { edits, texts } = app.store.getState().profiles
  keepEdits(app.store, name, [])
  keepText(app.store, name, null)
  updateProfiles(app.store, { selected: NO_PROFILE, page: 'form' })
  const undo = async () => {
    if (!(await run(app, 'deleted/restore', { deletedId: done.deletedId }))) return
    keepEdits(app.store, name, edits[name] ?? [])
    keepText(app.store, name, texts[name] ?? null)
    updateProfiles(app.store, { selected: name })
  }
  addNotice(app.store, 'info', t('Deleted {name}.', { name }), { name: t('Undo'), run: () => void undo() })
  return true
}

/** Gives a profile another name; what is not saved of it goes along. Resolves whether it was taken. */
export async function rename(app: App, name: string, to: string): Promise<boolean> {
  if (!(await run(app, 'profile/rename', { name, to }))) return false
  const { edits, texts } = app.store.getState().profiles
  keepEdits(app.store, to, edits[name] ?? [])
  keepEdits(app.store, name, [])
  keepText(app.store, to, texts[name] ?? null)
  keepText(app.store, name, null)
  updateProfiles(app.store, { selected: to })
  return true
}

/** A name for a copy that nothing has yet. */
export function copyName(name: string, taken: readonly string[]): string {
  const first = `${titleOf(name)}-copy`
  for (let n = 2, next = first; ; next = `${first}-${n++}`) if (!taken.includes(next)) return next
}

/** Copies a profile beside itself and shows the copy. */
export async function duplicate(app: App, name: string, taken: readonly string[]): Promise<void> {
  const copy = copyName(name, taken)
  if (await run(app, 'profile/create', { name: copy, from: { type: 'profile', name }, place: 'table' }))
    updateProfiles(app.store, { selected: copy, page: 'form' })
}
