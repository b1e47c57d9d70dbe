import { useCallback, useEffect, useMemo } from 'react'
import type { Result } from '../../../contract/router.ts'
import { Failure } from '../../../contract/procedure.ts'
import { useAppParts, useDraft } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { useQuery } from '../../state/engine.ts'
import { addNotice } from '../../state/store.ts'
import { t } from '../../ui/i18n/t.ts'

type SkillFile = Result<'skill/read'>

/** What somebody wrote into a skill and has not saved, kept like the draft of a message. */
interface Draft {
  path: string
  /** The file that they began with. */
  hash: string
  /** What was saved over, until the file has been read again. */
  savedOver?: string
  text: string
}

/** A skill's file as it is edited. */
export interface SkillDraft {
  file: SkillFile | null
  failure: string | null
  /** What the editor shows: the draft, else the file. */
  text: string
  isChanged: boolean
  /** The file was changed elsewhere since the draft was begun. */
  isConflict: boolean
  change(text: string): void
  save(): Promise<void>
  discard(): void
  /** Goes on with the draft over what the file has become. */
  keepMine(): void
  reload(): void
}

/** Keys are short: what tells paths apart stands at their end. The draft names its path in full. */
const keyOf = (path: string): string => `skill:${path.slice(-180)}`

/** Whether something is written into a skill that is not saved. */
export const useHasDraft = (path: string): boolean => useDraft(keyOf(path))[0] !== ''

/** Opens a skill for editing. `version` changes when files do. */
export function useSkillDraft(where: { cwd?: string }, path: string, version: string): SkillDraft {
  const { store, engine, drafts } = useAppParts()
  const { result: file, failure, reload } = useQuery('skill/read', { ...where, path }, version)
  const [kept, keep] = useDraft(keyOf(path))
  const draft = useMemo(() => draftFrom(kept, path), [kept, path])
  const isChanged = draft !== null && file !== null && draft.text !== file.text
  const write = useCallback((next: Omit<Draft, 'path'>) => keep(JSON.stringify({ ...next, path })), [keep, path])
  const discard = useCallback(() => keep(''), [keep])

  // Once the file says what the draft does, there is nothing left to keep.
  useEffect(() => {
    if (draft !== null && file !== null && draft.text === file.text) discard()
  }, [draft, file, discard])

  const put = async (text: string, hash: string): Promise<string | null> => {
    try {
      return (await engine.call('skill/write', { ...where, path, text, hash })).hash
    } catch (error) {
      // The card about the change on disk says it.
      if (!(error instanceof Failure && error.code === 'skill.changed')) addNotice(store, 'error', messageOf(error))
      return null
    } finally {
      reload()
    }
  }
  const save = async () => {
    if (!file || !draft || !isChanged) return
    const before = file.text
    const hash = await put(draft.text, draft.hash)
    if (hash === null) return
    // What was typed meanwhile goes over what is saved.
    const { text } = draftFrom(drafts.read(keyOf(path)), path) ?? draft
    write({ hash, savedOver: draft.hash, text })
    addNotice(store, 'info', t('Saved.'), { name: t('Undo'), run: () => void put(before, hash) })
  }
  return {
    file,
    failure,
    text: draft?.text ?? file?.text ?? '',
    isChanged,
    isConflict: isChanged && file.hash !== draft.hash && file.hash !== draft.savedOver,
    change: text => {
      if (!file) return
      if (text === file.text) discard()
      else write({ hash: file.hash, ...draft, text })
    },
    save,
    discard,
    keepMine: () => draft && file && write({ hash: file.hash, text: draft.text }),
    reload,
  }
}

function draftFrom(kept: string, path: string): Draft | null {
  if (kept === '') return null
  try {
    const draft = JSON.parse(kept) as Partial<Draft>
    const { hash, savedOver, text } = draft
    if (draft.path !== path || typeof hash !== 'string' || typeof text !== 'string') return null
    return { path, hash, text, ...(typeof savedOver === 'string' ? { savedOver } : {}) }
  } catch {
    return null // kept by something else
  }
}
