import { useEffect } from 'react'
import { COMMANDS } from '../features/palette/index.ts'
import { useApp, useAppParts } from '../state/app.ts'
import type { App } from '../state/app.ts'
import { addNotice } from '../state/store.ts'
import { chordOf, inBrowser } from '../ui/chords.ts'
import type { ChangedChords } from '../ui/chords.ts'
import { t } from '../ui/i18n/t.ts'

/** Headings of the application's menu and words of the tray, beside the names of commands. */
const WORDS: Readonly<Record<string, string>> = {
  'menu.file': t('File'),
  'menu.view': t('View'),
  'menu.thread': t('Thread'),
  'menu.window': t('Window'),
  'menu.help': t('Help'),
  openWindow: t('New window'),
  closeWindow: t('Close window'),
  'tray.show': t('Show Heddle'),
  'tray.waiting': t('Waiting for an answer'),
  'tray.nothing': t('Nothing waits for an answer'),
  'tray.quit': t('Quit'),
}

/** Ties the page to the desktop around it: what its menu says, and folders that are dropped on the window. */
export function useShell(): void {
  const app = useAppParts()
  const connected = useApp(state => state.connection === 'open')
  const restored = useApp(state => state.restored)
  const chords = useApp(state => state.preferences.chords)
  useEffect(() => {
    if (inBrowser || !connected || !restored) return
    // A shell that cannot be told goes on with its own words.
    app.engine.call('desktop/announce', menuWords(chords)).catch(() => undefined)
  }, [app, connected, restored, chords])
  useEffect(() => listenForFolders(app), [app])
}

function menuWords(changed: ChangedChords) {
  const names = Object.fromEntries(COMMANDS.map(({ id, name }) => [id.slice(0, 60), name.slice(0, 120)]))
  const chords = COMMANDS.flatMap(({ id }) => {
    const chord = chordOf(id, changed)
    return chord === undefined ? [] : [[id, chord]]
  })
  return { names: { ...names, ...WORDS }, chords: Object.fromEntries(chords) as Record<string, string> }
}

/** A folder that is dropped anywhere begins a thread in it. Files are for the message field, which takes them itself. */
function listenForFolders(app: App): () => void {
  const stop = new AbortController()
  const { signal } = stop
  window.addEventListener('dragover', event => event.dataTransfer?.types.includes('Files') && event.preventDefault(), {
    signal,
  })
  window.addEventListener(
    'drop',
    event => {
      const isTaken = event.defaultPrevented
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
      const folder = isTaken ? undefined : droppedFolder(event.dataTransfer)
      if (folder === undefined) return
      const path = pathOf(folder)
      if (path === '')
        return void addNotice(
          app.store,
          'info',
          t('A browser does not tell where a folder is. Choose it under New thread.'),
        )
      app.actions.newThread()
      void app.actions.chooseFolder(path)
    },
    { signal },
  )
  return () => stop.abort()
}

const droppedFolder = (dropped: DataTransfer | null): File | undefined =>
  [...(dropped?.items ?? [])].find(item => item.webkitGetAsEntry()?.isDirectory)?.getAsFile() ?? undefined

/** Where a dropped file is; '' where nobody may know. */
function pathOf(file: File): string {
  const { heddle } = globalThis as { heddle?: { getPathForFile(file: File): string } }
  return heddle?.getPathForFile(file) ?? ''
}
