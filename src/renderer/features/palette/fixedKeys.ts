/** A key that does something in one place and cannot be changed. */
export interface FixedKey {
  name: string
  chords: readonly string[]
}

const COMPOSER: readonly FixedKey[] = [
  { name: 'Send', chords: ['enter'] },
  { name: 'New line', chords: ['shift+enter'] },
  { name: 'Send the other way while a turn runs', chords: ['mod+enter'] },
  { name: 'Stop the turn', chords: ['esc'] },
  { name: 'Last message again', chords: ['↑'] },
  { name: 'Next mode', chords: ['shift+tab'] },
  { name: 'Commands and prompts', chords: ['/'] },
  { name: 'Skills', chords: ['$'] },
]

const TIMELINE: readonly FixedKey[] = [
  { name: 'To the first turn, to the end', chords: ['Home', 'End'] },
  { name: 'Edit the message in focus', chords: ['e'] },
  { name: 'Next hit, hit before', chords: ['enter', 'shift+enter'] },
]

const APPROVALS: readonly FixedKey[] = [
  { name: 'Allow once', chords: ['y'] },
  { name: 'Allow for this session', chords: ['a'] },
  { name: 'Always allow what begins like this', chords: ['p'] },
  { name: 'Edit the command', chords: ['e'] },
  { name: 'Deny', chords: ['n'] },
  { name: 'Deny and say what instead', chords: ['esc'] },
]

const PLANS: readonly FixedKey[] = [
  { name: 'Accept and run', chords: ['y'] },
  { name: 'Accept and let it work on its own', chords: ['x'] },
  { name: 'Accept', chords: ['a'] },
  { name: 'Edit', chords: ['e'] },
  { name: 'Keep planning', chords: ['k'] },
  { name: 'Refuse', chords: ['n'] },
]

const SESSIONS: readonly FixedKey[] = [
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

/** Keys that count where the focus is, by place. */
export const FIXED_KEYS: readonly { where: string; keys: readonly FixedKey[] }[] = [
  { where: 'Composer', keys: COMPOSER },
  { where: 'Timeline', keys: TIMELINE },
  { where: 'Approvals', keys: APPROVALS },
  { where: 'Plans', keys: PLANS },
  { where: 'Sessions', keys: SESSIONS },
  { where: 'Editors', keys: [{ name: 'Save', chords: ['mod+s'] }] },
]
