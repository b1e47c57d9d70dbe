import './palette.css'
import { Command as List } from 'cmdk'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { useApp, useAppParts } from '../../state/app.ts'
import { openBeside, threadsInFront } from '../../state/layout.ts'
import { MOST_PANES } from '../../state/tab.ts'
import { updateLayout } from '../../state/store.ts'
import { baseName } from '../../ui/format.ts'
import { Dialog, takeFocus } from '../../ui/Dialog.tsx'
import { t } from '../../ui/i18n/t.ts'
import { found, threadEntries } from './entries.ts'
import { EntryRow } from './EntryRow.tsx'

const SHOWN = 50
const ID = 'thread '.length

/** Which thread comes beside the one in focus: a new one, or one that there is. */
export function SplitDialog() {
  const { store, actions } = useAppParts()
  const [typed, setTyped] = useState('')
  const summaries = useApp(state => state.summaries)
  const layout = useApp(state => state.layout)
  const inFront = threadsInFront(layout)
  const cwd = summaries?.[layout.active]?.cwd
  const threads = threadEntries(summaries ?? {}).filter(({ id }) => !inFront.includes(id.slice(ID)))
  const fitting = found(threads, typed, []).slice(0, SHOWN)
  const close = () => store.setState({ overlay: null })
  const choose = (threadId: string) => () => {
    flushSync(close)
    updateLayout(store, state => openBeside(state, threadId))
  }
  const begin = () => {
    flushSync(close)
    void actions.startBeside(layout.active)
  }
  return (
    <Dialog title={t('Open a thread beside this one')} kind="palette" width={560} onClose={close}>
      <List className="palette" label={t('Open a thread beside this one')} shouldFilter={false} loop>
        <List.Input
          ref={takeFocus}
          className="paletteInput"
          placeholder={t('Which thread beside this one?')}
          value={typed}
          onValueChange={setTyped}
        />
        <List.List className="paletteList" label={t('Threads')}>
          <List.Empty className="paletteEmpty">{t('Nothing found.')}</List.Empty>
          {typed === '' && cwd !== undefined && (
            <List.Item value="new" className="paletteItem" onSelect={begin}>
              <span className="paletteText truncate">{t('New thread in the same folder')}</span>
              <span className="paletteWhere truncate">{baseName(cwd)}</span>
            </List.Item>
          )}
          {fitting.map(({ entry, marks }) => (
            <List.Item key={entry.id} value={entry.id} className="paletteItem" onSelect={choose(entry.id.slice(ID))}>
              <EntryRow entry={entry} marks={marks} />
            </List.Item>
          ))}
        </List.List>
        {inFront.length >= MOST_PANES && (
          <p className="paletteHints">{t('Four panes are open: the last of the others gives way.')}</p>
        )}
      </List>
    </Dialog>
  )
}
