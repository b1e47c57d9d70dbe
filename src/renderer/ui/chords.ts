// A browser keeps ⌘N, ⌘W and ⌘⇧T to itself; there Alt takes their place.
const strong = 'heddle' in globalThis ? 'mod' : 'alt'

/** The chord of each command that has one. */
export const CHORDS = {
  palette: 'mod+k',
  new: `${strong}+n`,
  inbox: 'mod+shift+a',
  sessions: 'mod+shift+f',
  find: 'mod+f',
  turnBefore: 'alt+arrowup',
  turnAfter: 'alt+arrowdown',
  close: `${strong}+w`,
  reopen: `${strong}+shift+t`,
  previous: 'mod+shift+[',
  next: 'mod+shift+]',
  sidebar: 'mod+b',
  panel: 'mod+alt+b',
  plan: 'alt+p',
  acceptPlan: 'mod+shift+enter',
  settings: 'mod+,',
  shortcuts: 'mod+/',
} as const
