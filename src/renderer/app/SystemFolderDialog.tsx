import { useEffect, useRef } from 'react'
import { FolderDialog } from '../features/firstRun/index.ts'
import { useAppParts } from '../state/app.ts'
import { messageOf } from '../state/connection.ts'
import { addNotice } from '../state/store.ts'
import { inBrowser } from '../ui/chords.ts'
import { t } from '../ui/i18n/t.ts'

/** Chooses the folder of the new thread: in the system's own dialog where there is one, else in ours. */
export const ChooseFolder = () => (inBrowser ? <FolderDialog /> : <SystemFolderDialog />)

/** Shows nothing of its own: the system's dialog stands before the window. */
function SystemFolderDialog() {
  const { store, engine, actions } = useAppParts()
  const isAsked = useRef(false)
  useEffect(() => {
    if (isAsked.current) return
    isAsked.current = true
    const { cwd } = store.getState().newThread
    const close = () => store.setState(({ overlay }) => (overlay === 'browse' ? { overlay: null } : {}))
    const ask = async () => {
      const start = cwd === null ? {} : { start: cwd }
      // Commands are kept away while the dialog is open, not while the folder is read.
      const { path } = await engine
        .call('desktop/chooseFolder', { title: t('Choose a folder'), ...start })
        .finally(close)
      if (path !== null) await actions.chooseFolder(path)
    }
    ask().catch((error: unknown) => addNotice(store, 'error', messageOf(error)))
  }, [store, engine, actions])
  return null
}
