import type { Result } from '../../../contract/router.ts'
import type { Skill } from '../../../contract/skills.ts'
import { useAppParts } from '../../state/app.ts'
import { addNotice } from '../../state/store.ts'
import { useCommand } from '../../state/useCommand.ts'
import { t } from '../../ui/i18n/t.ts'
import type { Skills } from './useSkills.ts'
import { folderOf } from './words.ts'

/** Copies a skill, with what is in its folder, to the user's own. Resolves to the path of the copy, null if refused. */
export function useCopy({ where, list }: Skills) {
  const { store } = useAppParts()
  const run = useCommand()
  return async ({ name, path }: Skill, file: Result<'skill/read'> | null): Promise<string | null> => {
    if (!file) return null
    const stands = file.files.length === 0 && file.interfaceText === null
    const made = stands
      ? (await run('skill/create', { ...where, scope: 'user', name, text: file.text }))?.path
      : (await run('skill/import', { ...where, scope: 'user', from: folderOf(path) }))?.paths[0]
    if (made === undefined) return null
    addNotice(store, 'info', t('{name} is yours to change now.', { name }))
    list.reload()
    return made
  }
}
