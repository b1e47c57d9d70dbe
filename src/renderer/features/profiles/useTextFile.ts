import { useState } from 'react'
import type { ConfigProblem, ConfigTarget } from '../../../contract/config.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { useQuery } from '../../state/engine.ts'
import { keepText } from '../../state/profiles.ts'
import { NO_PROFILE } from '../../state/profilesPlace.ts'
import { addNotice } from '../../state/store.ts'
import { t } from '../../ui/i18n/t.ts'
import { useSettled } from './useSettled.ts'

/** How long nobody types before the text is looked at. */
const SETTLES_MS = 250

/** A file of the configuration while it is written. */
export interface TextFile {
  file: string
  exists: boolean
  /** What stands in the editor. */
  text: string
  /** What stands on disk. */
  onDisk: string
  isEdited: boolean
  /** The file changed on disk since the writing began. */
  isConflict: boolean
  problems: readonly ConfigProblem[]
  write(text: string): void
  save(): Promise<void>
  /** Goes on with what is written here: saving then replaces what is on disk. */
  keepMine(): void
  /** Goes on with what is on disk. */
  takeTheirs(): void
}

/** What was saved last. It stands on disk, though nobody has read it since: what was read has the hash `over`. */
interface Saved {
  text: string
  hash: string
  over: string
}

/** The file with a name, see `fileKey`, as it is on disk and as it is written here. Null before it is known. */
export function useTextFile(key: string, version: string): { file: TextFile | null; failure: string | null } {
  const { store, engine } = useAppParts()
  const target: ConfigTarget = key === NO_PROFILE ? { type: 'user' } : { type: 'profile', name: key }
  const { result, failure, reload } = useQuery('config/text', { target }, version)
  const draft = useApp(state => state.profiles.texts[key])
  const written = useProblems(target, draft?.text ?? null)
  const [saved, setSaved] = useState<Saved | null>(null)
  if (!result) return { file: null, failure }
  const { file, exists } = result
  const { text: onDisk, hash } = saved?.over === result.hash ? saved : result
  const save = async () => {
    if (!draft) return
    try {
      const asked = { target, text: draft.text, hash: draft.hash }
      const { problems, hash: now } = await engine.call('config/writeText', asked)
      setSaved({ text: draft.text, hash: now, over: result.hash })
      // What was typed meanwhile goes over what is saved.
      const later = store.getState().profiles.texts[key]
      keepText(store, key, later && later.text !== draft.text ? { ...later, hash: now } : null)
      const wrong = problems.filter(({ severity }) => severity === 'error').length
      addNotice(
        store,
        'info',
        wrong === 0 ? t('Saved {file}.', { file }) : t('Saved {file}. What is wrong in it does not count.', { file }),
      )
    } catch (error) {
      addNotice(store, 'error', messageOf(error))
    }
    // Either way the file may be another one now: a conflict then shows above the text.
    reload()
  }
  return {
    failure,
    file: {
      file,
      exists,
      text: draft?.text ?? onDisk,
      onDisk,
      isEdited: draft !== undefined,
      isConflict: draft !== undefined && draft.hash !== hash && draft.text !== onDisk,
      problems: draft ? written : result.problems,
      write: text => keepText(store, key, text === onDisk ? null : { text, hash: draft?.hash ?? hash }),
      save,
      keepMine: () => draft && keepText(store, key, { ...draft, hash }),
      takeTheirs: () => keepText(store, key, null),
    },
  }
}

const NONE: readonly ConfigProblem[] = []

/** What is wrong in a text that is being written; the answer before stays until the next has come. */
function useProblems(target: ConfigTarget, text: string | null): readonly ConfigProblem[] {
  const settled = useSettled(text, SETTLES_MS)
  const { result } = useQuery('config/diagnose', settled === null ? null : { target, text: settled })
  return text === null ? NONE : (result?.problems ?? NONE)
}
