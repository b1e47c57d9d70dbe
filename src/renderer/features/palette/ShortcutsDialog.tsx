import './palette.css'
import { useActions, useApp, useAppParts } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { chordOf } from '../../ui/chords.ts'
import type { ChangedChords } from '../../ui/chords.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import type { Command } from './command.ts'
import { COMMANDS } from './commands.ts'
import { FIXED_KEYS } from './fixedKeys.ts'
import type { FixedKey } from './fixedKeys.ts'
import { PANE_COMMANDS } from './paneCommands.ts'

/** Those of some commands that have a chord now. */
const withChords = (commands: readonly Command[], changed: ChangedChords): FixedKey[] =>
  commands.flatMap(({ id, name }) => {
    const chord = chordOf(id, changed)
    return chord === undefined ? [] : [{ name, chords: [chord] }]
  })

const isTab = ({ id }: Command): boolean => /^tab\d$/.test(id)
const ELSEWHERE = COMMANDS.filter(command => !PANE_COMMANDS.includes(command))
const PANES = PANE_COMMANDS.filter(command => !isTab(command))

/** Panes, tabs and windows; the nine tabs stand in one line. */
function ofPanes(changed: ChangedChords): FixedKey[] {
  const tabs = ['tab1', 'tab9'].flatMap(id => chordOf(id, changed) ?? [])
  return [...withChords(PANES, changed), ...(tabs.length > 0 ? [{ name: t('Tab 1 to 9'), chords: tabs }] : [])]
}

/** What can be done by keyboard. */
export function ShortcutsDialog() {
  const { store } = useAppParts()
  const { openSettings } = useActions()
  const changed = useApp(state => state.preferences.chords)
  const close = () => store.setState({ overlay: null })
  const change = () => {
    close()
    openSettings('shortcuts')
  }
  return (
    <Dialog title={t('Keyboard shortcuts')} width={640} onClose={close}>
      <div className="shortcuts" tabIndex={0} role="region" aria-label={t('Keyboard shortcuts')}>
        <div>
          <Shortcuts title={t('Everywhere')} list={withChords(ELSEWHERE, changed)} />
          <Shortcuts title={t('Panes, tabs and windows')} list={ofPanes(changed)} />
          <Button onClick={change}>{t('Change shortcuts…')}</Button>
        </div>
        <div>
          {FIXED_KEYS.map(({ where, keys }) => (
            <Shortcuts key={where} title={where} list={keys} />
          ))}
        </div>
      </div>
    </Dialog>
  )
}

const Shortcuts = ({ title, list }: { title: string; list: readonly FixedKey[] }) => (
  <section>
    <h3>{title}</h3>
    <dl>
      {list.map(({ name, chords }) => (
        <div key={name} className="shortcut">
          <dt>{name}</dt>
          <dd>
            {chords.map(chord => (
              <Kbd key={chord} chord={chord} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  </section>
)
