import { t } from '../../ui/i18n/t.ts'

/** A key that does something in one place and cannot be changed. */
export interface FixedKey {
  name: string
  chords: readonly string[]
}

const COMPOSER: readonly FixedKey[] = [
  { name: t('Send'), chords: ['enter'] },
  { name: t('New line'), chords: ['shift+enter'] },
  { name: t('Send the other way while a turn runs'), chords: ['mod+enter'] },
  { name: t('Stop the turn'), chords: ['esc'] },
  { name: t('Last message again'), chords: ['↑'] },
  { name: t('Next mode'), chords: ['shift+tab'] },
  { name: t('Commands and prompts'), chords: ['/'] },
  { name: t('Skills'), chords: ['$'] },
  { name: t('Files and folders'), chords: ['@'] },
  { name: t('A command of your own'), chords: ['!'] },
]

const TIMELINE: readonly FixedKey[] = [
  { name: t('To the first turn, to the end'), chords: ['Home', 'End'] },
  { name: t('Edit the message in focus'), chords: ['e'] },
  { name: t('Next hit, hit before'), chords: ['enter', 'shift+enter'] },
]

const PANES: readonly FixedKey[] = [
  { name: t('Move the divider in focus'), chords: ['←', '→', '↑', '↓'] },
  { name: t('Rename the thread'), chords: ['F2'] },
]

const APPROVALS: readonly FixedKey[] = [
  { name: t('Allow once'), chords: ['y'] },
  { name: t('Allow for this session'), chords: ['a'] },
  { name: t('Always allow what begins like this'), chords: ['p'] },
  { name: t('Edit the command'), chords: ['e'] },
  { name: t('Deny'), chords: ['n'] },
  { name: t('Deny and say what instead'), chords: ['esc'] },
]

const PLANS: readonly FixedKey[] = [
  { name: t('Accept and run'), chords: ['y'] },
  { name: t('Accept and let it work on its own'), chords: ['x'] },
  { name: t('Accept'), chords: ['a'] },
  { name: t('Edit'), chords: ['e'] },
  { name: t('Keep planning'), chords: ['k'] },
  { name: t('Refuse'), chords: ['n'] },
]

const SESSIONS: readonly FixedKey[] = [
  { name: t('Open at the hit'), chords: ['enter'] },
  { name: t('Fork'), chords: ['f'] },
  { name: t('Rename'), chords: ['F2'] },
  { name: t('Pin'), chords: ['p'] },
  { name: t('Archive'), chords: ['e'] },
  { name: t('To the trash'), chords: ['del'] },
  { name: t('Out of the trash'), chords: ['r'] },
  { name: t('Export'), chords: ['s'] },
  { name: t('Select one more'), chords: ['x', 'shift+↓'] },
  { name: t('Select all'), chords: ['mod+a'] },
  { name: t('Undo'), chords: ['mod+z'] },
  { name: t('Next hit, hit before'), chords: ['n', 'shift+n'] },
  { name: t('Into the preview and back'), chords: ['→', '←'] },
  { name: t('Search'), chords: ['/'] },
]

/** Keys that count where the focus is, by place. */
export const FIXED_KEYS: readonly { where: string; keys: readonly FixedKey[] }[] = [
  { where: t('Composer'), keys: COMPOSER },
  { where: t('Timeline'), keys: TIMELINE },
  { where: t('Panes'), keys: PANES },
  { where: t('Approvals'), keys: APPROVALS },
  { where: t('Plans'), keys: PLANS },
  { where: t('Sessions'), keys: SESSIONS },
  { where: t('Editors'), keys: [{ name: t('Save'), chords: ['mod+s'] }] },
]
