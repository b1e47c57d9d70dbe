import './palette.css'
import { useAppParts } from '../../state/app.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { COMMANDS } from './commands.ts'

interface Shortcut {
  name: string
  chords: string[]
}

const EVERYWHERE: readonly Shortcut[] = [
  ...COMMANDS.filter(command => !command.id.startsWith('tab')).flatMap(({ name, chord }) =>
    chord ? [{ name, chords: [chord] }] : [],
  ),
  { name: 'Tab 1 to 9', chords: ['mod+1', 'mod+9'] },
]

const COMPOSER: readonly Shortcut[] = [
  { name: 'Send', chords: ['enter'] },
  { name: 'New line', chords: ['shift+enter'] },
  { name: 'Send the other way while a turn runs', chords: ['mod+enter'] },
  { name: 'Stop the turn', chords: ['esc'] },
  { name: 'Last message again', chords: ['↑'] },
  { name: 'Next mode', chords: ['shift+tab'] },
  { name: 'Commands', chords: ['/'] },
]

const TIMELINE: readonly Shortcut[] = [
  { name: 'To the first turn, to the end', chords: ['Home', 'End'] },
  { name: 'Edit the message in focus', chords: ['e'] },
  { name: 'Next hit, hit before', chords: ['enter', 'shift+enter'] },
]

const APPROVALS: readonly Shortcut[] = [
  { name: 'Allow once', chords: ['y'] },
  { name: 'Allow for this session', chords: ['a'] },
  { name: 'Always allow what begins like this', chords: ['p'] },
  { name: 'Edit the command', chords: ['e'] },
  { name: 'Deny', chords: ['n'] },
  { name: 'Deny and say what instead', chords: ['esc'] },
]

const PLANS: readonly Shortcut[] = [
  { name: 'Accept and run', chords: ['y'] },
  { name: 'Accept and let it work on its own', chords: ['x'] },
  { name: 'Accept', chords: ['a'] },
  { name: 'Edit', chords: ['e'] },
  { name: 'Keep planning', chords: ['k'] },
  { name: 'Refuse', chords: ['n'] },
]

const SESSIONS: readonly Shortcut[] = [
  { name: 'Open at the hit', chords: ['enter'] },
  { name: 'Fork', chords: ['f'] },
  { name: 'Rename', chords: ['F2'] },
  { name: 'Pin', chords: ['p'] },
  { name: 'Archive', chords: ['e'] },
  { name: 'To the trash', chords: ['Del'] },
  { name: 'Out of the trash', chords: ['r'] },
  { name: 'Export', chords: ['s'] },
  { name: 'Select one more', chords: ['x', 'shift+↓'] },
  { name: 'Select all', chords: ['mod+a'] },
  { name: 'Undo', chords: ['mod+z'] },
  { name: 'Next hit, hit before', chords: ['n', 'shift+n'] },
  { name: 'Into the preview and back', chords: ['→', '←'] },
  { name: 'Search', chords: ['/'] },
]

/** What can be done by keyboard. */
export function ShortcutsDialog() {
  const { store } = useAppParts()
  return (
    <Dialog title="Keyboard shortcuts" width={640} onClose={() => store.setState({ overlay: null })}>
      <div className="shortcuts" tabIndex={0} role="region" aria-label="Keyboard shortcuts">
        <div>
          <Shortcuts title="Everywhere" list={EVERYWHERE} />
          <Shortcuts title="Approvals" list={APPROVALS} />
          <Shortcuts title="Plans" list={PLANS} />
        </div>
        <div>
          <Shortcuts title="Composer" list={COMPOSER} />
          <Shortcuts title="Timeline" list={TIMELINE} />
          <Shortcuts title="Sessions" list={SESSIONS} />
        </div>
      </div>
    </Dialog>
  )
}

const Shortcuts = ({ title, list }: { title: string; list: readonly Shortcut[] }) => (
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
