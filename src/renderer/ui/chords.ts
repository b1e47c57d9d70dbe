import { isMac } from './platform.ts'
import { t } from './i18n/t.ts'

/** The page is shown by a browser, which keeps some chords to itself. */
export const inBrowser = !('heddle' in globalThis)

// A browser keeps ⌘N, ⌘W and ⌘⇧T to itself; there Alt takes their place.
const strong = inBrowser ? 'alt' : 'mod'

/** The chords that commands have unless somebody gave them others, by the command's id. */
export const DEFAULT_CHORDS: Readonly<Record<string, string>> = {
  palette: 'mod+k',
  new: `${strong}+n`,
  'room.inbox': 'mod+shift+a',
  'room.sessions': 'mod+shift+f',
  find: 'mod+f',
  'turn.before': 'alt+arrowup',
  'turn.after': 'alt+arrowdown',
  close: `${strong}+w`,
  reopen: `${strong}+shift+t`,
  previous: 'mod+shift+[',
  next: 'mod+shift+]',
  sidebar: 'mod+b',
  'region.next': 'f6',
  'region.before': 'shift+f6',
  panel: 'mod+alt+b',
  plan: 'alt+p',
  'plan.accept': 'mod+shift+enter',
  'panel.terminal': 'mod+j',
  model: 'mod+shift+m',
  split: 'mod+\\',
  'pane.next': 'alt+]',
  'pane.previous': 'alt+[',
  'pane.maximise': 'mod+shift+\\',
  'pane.left': 'mod+alt+shift+arrowleft',
  'pane.right': 'mod+alt+shift+arrowright',
  'pane.above': 'mod+alt+shift+arrowup',
  'pane.below': 'mod+alt+shift+arrowdown',
  'tab.left': 'mod+alt+[',
  'tab.right': 'mod+alt+]',
  back: isMac ? 'mod+[' : 'alt+arrowleft',
  forward: isMac ? 'mod+]' : 'alt+arrowright',
  'window.new': `${strong}+shift+n`,
  settings: 'mod+,',
  shortcuts: 'mod+/',
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map(number => [`tab${number}`, `mod+${number}`])),
}

/** Chords that somebody changed, by the command's id; null for a command that shall have none. */
export type ChangedChords = Readonly<Record<string, string | null>>

/** The chord of a command as it is now. */
export function chordOf(id: string, changed: ChangedChords): string | undefined {
  const own = Object.hasOwn(changed, id) ? changed[id] : DEFAULT_CHORDS[id]
  return own ?? undefined
}

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey'>

/** A key press, written like the chords of commands: `mod+shift+t`. */
export function chordOfPress(press: Press): string {
  const { metaKey, ctrlKey, altKey, shiftKey } = press
  const [mod, other] = isMac ? [metaKey, ctrlKey] : [ctrlKey, metaKey]
  const parts = [mod && 'mod', other && (isMac ? 'ctrl' : 'meta'), altKey && 'alt', shiftKey && 'shift', keyOf(press)]
  return parts.filter(part => part !== false).join('+')
}

/** The letter or digit as typed; where shift or alt made another character of it, the key's own. */
function keyOf({ key, code }: Press): string {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase()
  const own = /^(?:Key|Digit)(\w)$/.exec(code)?.[1]
  if (own) return own.toLowerCase()
  return (
    { BracketLeft: '[', BracketRight: ']', Comma: ',', Slash: '/', Backslash: '\\', Space: 'space' }[code] ??
    key.toLowerCase()
  )
}

/** A press of nothing but keys that are held for others. */
export const isHeldOnly = ({ key }: Pick<KeyboardEvent, 'key'>): boolean =>
  ['Control', 'Meta', 'Alt', 'AltGraph', 'Shift'].includes(key)

const KEPT_BY_BROWSER = ['mod+n', 'mod+t', 'mod+w', 'mod+shift+n', 'mod+shift+t', 'mod+shift+w', 'mod+tab']
const KEPT_BY_SYSTEM = isMac
  ? ['mod+q', 'mod+h', 'mod+m', 'mod+tab', 'mod+space']
  : ['alt+f4', 'alt+tab', 'mod+alt+del']
/** Accelerators of the desktop window's menu: they never reach the page. */
const KEPT_BY_MENU = ['mod+shift+n', 'mod+shift+w', 'mod+r', 'mod+0', 'mod+-', 'mod+=', isMac ? 'ctrl+mod+f' : 'f11']
const FOR_TEXT = ['mod+a', 'mod+c', 'mod+v', 'mod+x', 'mod+z', 'mod+y', 'mod+shift+z']

/** Why a chord would not work as the chord of a command; null where it would. */
export function obstacleOf(chord: string, browser = inBrowser): string | null {
  const [key = '', ...held] = chord.split('+').toReversed()
  const isStrong = held.some(part => part !== 'shift') || /^f\d{1,2}$/.test(key)
  if (!isStrong)
    return isMac
      ? t('Hold ⌘, ⌃ or ⌥ with it, or use a function key: other keys write text.')
      : t('Hold Ctrl or Alt with it, or use a function key: other keys write text.')
  if (FOR_TEXT.includes(chord)) return t('Text fields need it.')
  if (KEPT_BY_SYSTEM.includes(chord)) return t('The system keeps it to itself.')
  if (!browser && KEPT_BY_MENU.includes(chord)) return t('The menu of the window has it.')
  if (browser && KEPT_BY_BROWSER.includes(chord))
    return t('The browser keeps it to itself. It would work in the desktop window.')
  return null
}
