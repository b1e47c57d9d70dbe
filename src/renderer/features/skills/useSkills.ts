import type { Result } from '../../../contract/router.ts'
import type { Skill } from '../../../contract/skills.ts'
import { useAppParts } from '../../state/app.ts'
import { useQuery, useWatch } from '../../state/engine.ts'
import type { Answer } from '../../state/engine.ts'
import { addNotice } from '../../state/store.ts'
import { useCommand } from '../../state/useCommand.ts'
import { t } from '../../ui/i18n/t.ts'

/** The skills of a folder, or without one those that are there everywhere. */
export interface Skills {
  /** What requests are asked with. */
  where: { cwd?: string }
  list: Answer<Result<'skills/list'>>
  /** Changes whenever files do. */
  version: string
}

export function useSkills(cwd: string | null): Skills {
  const where = cwd === null ? {} : { cwd }
  const { frame } = useWatch('skills/watch', where)
  const version = String(frame?.version ?? '')
  return { where, list: useQuery('skills/list', where, version), version }
}

/** What can be done with a skill beside editing it. A refusal becomes a notice. */
export interface SkillActions {
  setEnabled(skill: Skill, on: boolean): void
  pin(skill: Skill, on: boolean): void
  /** To the trash, from where a notice brings it back. Resolves to whether it is gone. */
  remove(skill: Skill): Promise<boolean>
}

export function useSkillActions({ where, list }: Skills): SkillActions {
  const { store } = useAppParts()
  const run = useCommand()
  const restore = async (deletedId: string) => {
    await run('deleted/restore', { deletedId })
    list.reload()
  }
  return {
    setEnabled: ({ path }, enabled) => void run('skill/setEnabled', { path, enabled }).then(list.reload),
    pin: ({ name, path }, on) => void run('skill/pin', { name, path: on ? path : null }).then(list.reload),
    async remove({ name, path }) {
      const deleted = await run('skill/delete', { ...where, path })
      if (!deleted) return false
      const undo = () => void restore(deleted.deletedId)
      addNotice(store, 'info', t('Moved {name} to the trash.', { name }), { name: t('Undo'), run: undo })
      list.reload()
      return true
    },
  }
}
