import './palette.css'
import { Command as List } from 'cmdk'
import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { useAppParts } from '../../state/app.ts'
import type { App } from '../../state/app.ts'
import { openLink, placeOf } from '../../state/places.ts'
import { Dialog, takeFocus } from '../../ui/Dialog.tsx'
import { t, tn } from '../../ui/i18n/t.ts'
import { SCOPES } from './entries.ts'
import type { Entry } from './entries.ts'
import { EntryRow } from './EntryRow.tsx'
import { noteUse } from './recent.ts'
import { useFound } from './useFound.ts'
import type { Group } from './useFound.ts'

/** Everything there is, by typing: commands, threads, sessions, files, skills, prompts, profiles, servers, settings. */
export function Palette() {
  const app = useAppParts()
  const [typed, setTyped] = useState('')
  const { groups, isSearching } = useFound(typed)
  const isOpen = useNextFrame() || typed !== ''
  const close = () => app.store.setState({ overlay: null })
  const choose = (run: (app: App) => void) => () => {
    // First the dialog gives the focus back; then what was chosen may take it elsewhere.
    flushSync(close)
    run(app)
  }
  const take = (entry: Entry) =>
    choose(() => {
      noteUse(app.store, entry.id)
      entry.run(app)
    })
  return (
    <Dialog title={t('Search or run a command')} kind="palette" width={640} onClose={close}>
      <List className="palette" label={t('Search or run a command')} shouldFilter={false} loop>
        <List.Input
          ref={takeFocus}
          className="paletteInput"
          placeholder={t('Search everything or run a command')}
          value={typed}
          onValueChange={setTyped}
        />
        <List.List className="paletteList" label={t('Found')}>
          {isOpen && (
            <List.Empty className="paletteEmpty">{isSearching ? t('Searching…') : t('Nothing found.')}</List.Empty>
          )}
          {placeOf(typed.trim()) && (
            <List.Item value="link" className="paletteItem" onSelect={choose(({ store }) => openLink(store, typed))}>
              <span className="truncate">{t('Open the link')}</span>
            </List.Item>
          )}
          {(isOpen ? groups : []).map(group => (
            <GroupOf key={group.id} group={group} take={take} onAll={() => setTyped(alone(group, typed))} />
          ))}
        </List.List>
        <Hints onPick={setTyped} />
      </List>
    </Dialog>
  )
}

/** False at first: the field is there at once, and what stands below it before anything is typed a frame later. */
function useNextFrame(): boolean {
  const [isNext, setNext] = useState(false)
  useEffect(() => {
    const frame = requestAnimationFrame(() => setNext(true))
    return () => cancelAnimationFrame(frame)
  }, [])
  return isNext
}

/** What is typed, kept to the kinds of a group. */
const alone = ({ prefix }: Group, typed: string): string => `${prefix ?? ''}${typed}`

interface GroupOfProps {
  group: Group
  take(entry: Entry): () => void
  onAll(): void
}

function GroupOf({ group, take, onAll }: GroupOfProps) {
  const { id, heading, shown, total, prefix } = group
  const more = total === null ? 0 : total - shown.length
  return (
    <List.Group heading={<Heading text={heading} total={total} />}>
      {shown.map(({ entry, marks }) => (
        <List.Item
          key={entry.id}
          value={`${id} ${entry.id}`}
          className="paletteItem"
          disabled={entry.obstacle !== undefined}
          onSelect={take(entry)}
        >
          <EntryRow entry={entry} marks={marks} />
        </List.Item>
      ))}
      {more > 0 && prefix !== null && shown.length < 50 && (
        <List.Item value={`${id} all`} className="paletteItem more" onSelect={onAll}>
          {tn(more, 'Show {n} more', 'Show {n} more')}
        </List.Item>
      )}
    </List.Group>
  )
}

const Heading = ({ text, total }: { text: string; total: number | null }) => (
  <>
    {text}
    {total !== null && <span className="paletteCount">{total}</span>}
  </>
)

/** What may be typed first. Pressed, it is. */
const Hints = ({ onPick }: { onPick(typed: string): void }) => (
  <div className="paletteHints">
    {SCOPES.map(({ prefix, name }) => (
      <button key={prefix} type="button" tabIndex={-1} className="paletteHint" onClick={() => onPick(prefix)}>
        <kbd>{prefix}</kbd> {name}
      </button>
    ))}
  </div>
)
