import { useState } from 'react'
import { useActions, useAppParts } from '../../state/app.ts'
import { t } from '../../ui/i18n/t.ts'
import { BrowseDialog } from './BrowseDialog.tsx'

/** Chooses the folder of the new thread. */
export function FolderDialog() {
  const { store } = useAppParts()
  const { chooseFolder } = useActions()
  const [start] = useState(() => store.getState().newThread.cwd ?? undefined)
  const close = () => store.setState({ overlay: null })
  return (
    <BrowseDialog
      title={t('Choose a folder')}
      start={start}
      choose={t('Use this folder')}
      onChoose={path => {
        close()
        void chooseFolder(path)
      }}
      onClose={close}
    />
  )
}
