import { useRef, useState } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'
import { addNotice } from '../../state/store.ts'
import { Button } from '../../ui/Button.tsx'
import { chordOf } from '../../ui/chords.ts'
import type { ChangedChords } from '../../ui/chords.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { COMMANDS, FIXED_KEYS } from '../palette/index.ts'
import type { Command } from '../palette/index.ts'
import { t } from '../../ui/i18n/t.ts'
import { ChordRecorder } from './ChordRecorder.tsx'
import { assigned, conflictOf, found, isChanged, restored, swapped, whereOf } from './shortcuts.ts'

/** Every command with its chord, which can be changed, and the keys of single places, which cannot. */
export function ShortcutsPage() {
  const { store } = useAppParts()
  const changed = useApp(state => state.preferences.chords)
  const [typed, setTyped] = useState('')
  const [recording, setRecording] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const write = (chords: ChangedChords) =>
    store.setState(({ preferences }) => ({ preferences: { ...preferences, chords } }))
  const leave = (id: string) => {
    setRecording(null)
    // The recorder is gone: the focus goes back to where it was opened.
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-command="${id}"] .shortcutChord`)?.focus(),
    )
  }
  const take = (id: string) => (chord: string | null, swap: string | null) => {
    write(swap === null ? assigned(changed, id, chord) : swapped(changed, id, swap))
    leave(id)
  }
  const resetAll = () => {
    write({})
    addNotice(store, 'info', t('All shortcuts are as at first.'), { name: t('Undo'), run: () => write(changed) })
  }
  const commands = found(COMMANDS, changed, typed)
  return (
    <>
      <div className="shortcutTools">
        <input
          type="search"
          className="textInput"
          aria-label={t('Search shortcuts')}
          placeholder={t('Search by name or key')}
          value={typed}
          onChange={event => setTyped(event.target.value)}
        />
        <Button disabled={Object.keys(changed).length === 0} onClick={resetAll}>
          {t('Reset all')}
        </Button>
      </div>
      {commands.length === 0 && <p className="settingsAbout">{t('No command is called so.')}</p>}
      <ul ref={list} className="shortcutList" aria-label={t('Commands')}>
        {commands.map(command => (
          <li key={command.id} data-command={command.id} className="shortcutRow">
            <ShortcutLine
              command={command}
              changed={changed}
              recording={recording === command.id}
              onRecord={() => setRecording(command.id)}
              onReset={() => write(restored(changed, command.id, COMMANDS))}
            />
            {recording === command.id && (
              <ChordRecorder
                name={command.name}
                conflictOf={chord => conflictOf(chord, command.id, { commands: COMMANDS, changed, fixed: FIXED_KEYS })}
                onTake={take(command.id)}
                onCancel={() => leave(command.id)}
              />
            )}
          </li>
        ))}
      </ul>
      {typed === '' && <FixedKeys />}
    </>
  )
}

interface ShortcutLineProps {
  command: Command
  changed: ChangedChords
  recording: boolean
  onRecord(): void
  onReset(): void
}

function ShortcutLine({ command, changed, recording, onRecord, onReset }: ShortcutLineProps) {
  const { id, name } = command
  const chord = chordOf(id, changed)
  return (
    <div className="shortcutLine">
      <span className="shortcutName">{name}</span>
      <span className="shortcutWhen">{whereOf(command)}</span>
      {isChanged(changed, id) && (
        <Button look="quiet" aria-label={t('Reset {name}', { name })} onClick={onReset}>
          {t('Reset')}
        </Button>
      )}
      <button
        type="button"
        className="shortcutChord"
        aria-expanded={recording}
        aria-label={t('{name}: {chord}. Change', { name, chord: chord ?? t('no shortcut') })}
        onClick={onRecord}
      >
        {chord === undefined ? <span className="shortcutNone">{t('None')}</span> : <Kbd chord={chord} />}
      </button>
    </div>
  )
}

const FixedKeys = () => (
  <section className="settingsPart" aria-labelledby="fixed-keys">
    <h3 id="fixed-keys">{t('Keys of single places')}</h3>
    <p className="settingsAbout">{t('They count where the focus is, and stay as they are.')}</p>
    {FIXED_KEYS.map(({ where, keys }) => (
      <dl key={where} className="fixedKeys" aria-label={where}>
        {keys.map(({ name, chords }) => (
          <div key={name} className="shortcutLine">
            <dt className="shortcutName">{name}</dt>
            <dd className="shortcutWhen">{where}</dd>
            <dd className="fixedChords">
              {chords.map(chord => (
                <Kbd key={chord} chord={chord} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    ))}
  </section>
)
