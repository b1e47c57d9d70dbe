import type { Result } from '../../../contract/router.ts'
import type { Prompt } from '../../../contract/skills.ts'
import { useAppParts } from '../../state/app.ts'
import { useQuery, useWatch } from '../../state/engine.ts'
import type { Answer } from '../../state/engine.ts'
import { addNotice } from '../../state/store.ts'
import { useCommand } from '../../state/useCommand.ts'
import { t } from '../../ui/i18n/t.ts'

export type PromptList = Answer<Result<'prompts/list'>>

/** The prompts as they are, also when other programs change them. */
export function usePrompts(): PromptList {
  const { frame } = useWatch('skills/watch', {})
  return useQuery('prompts/list', {}, String(frame?.version ?? ''))
}

/** What can be done with prompts. A refusal becomes a notice. */
export function usePromptActions({ reload }: Pick<PromptList, 'reload'>) {
  const { store } = useAppParts()
  const run = useCommand()
  const restore = async (deletedId: string) => {
    await run('deleted/restore', { deletedId })
    reload()
  }
  return {
    /** Resolves to whether it was saved. */
    async save({ path, hash }: Prompt, text: string): Promise<boolean> {
      const saved = await run('prompt/write', { path, text, hash })
      reload()
      return saved !== null
    },
    /** To the trash, from where the notice brings it back. Resolves to whether it is gone. */
    async remove({ path, name }: Prompt): Promise<boolean> {
      const deleted = await run('prompt/delete', { path })
      if (!deleted) return false
      const undo = () => void restore(deleted.deletedId)
      addNotice(store, 'info', t('Moved {name} to the trash.', { name }), { name: t('Undo'), run: undo })
      reload()
      return true
    },
  }
}
export type PromptActions = ReturnType<typeof usePromptActions>
