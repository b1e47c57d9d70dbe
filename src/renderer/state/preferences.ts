import { NotifyChoices } from '../../contract/notifications.ts'
import type { ChangedChords } from '../ui/chords.ts'
import { appearanceFrom, FIRST_APPEARANCE } from './appearance.ts'
import type { Appearance } from './appearance.ts'
import { FIRST_TOUR, tourFrom } from './tour.ts'
import type { Tour } from './tour.ts'

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const
export type Theme = (typeof THEMES)[number]

export interface Preferences {
  theme: Theme
  appearance: Appearance
  /** What Enter does with a message while a turn runs; with ⌘ or Ctrl it does the other. */
  enterWhileRunning: 'queue' | 'steer'
  /** Chords of commands that are not the usual ones. */
  chords: ChangedChords
  /** What is told while the window is not looked at. */
  notify: NotifyChoices
  tour: Tour
}

export const FIRST_PREFERENCES: Preferences = {
  theme: 'system',
  appearance: FIRST_APPEARANCE,
  enterWhileRunning: 'steer',
  chords: {},
  notify: NotifyChoices.parse(undefined),
  tour: FIRST_TOUR,
}

/** Remembered preferences, as far as they can be used: they may come from an older or a newer version. */
export function preferencesFrom(value: unknown): Preferences {
  const kept = recordOf(value)
  const first = FIRST_PREFERENCES
  return {
    theme: THEMES.find(theme => theme === kept.theme) ?? first.theme,
    appearance: appearanceFrom(recordOf(kept.appearance)),
    enterWhileRunning: kept.enterWhileRunning === 'queue' ? 'queue' : first.enterWhileRunning,
    chords: chordsFrom(kept.chords),
    notify: NotifyChoices.parse(kept.notify),
    tour: tourFrom(kept.tour),
  }
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

function chordsFrom(value: unknown): ChangedChords {
  const isChord = (entry: [string, unknown]): entry is [string, string | null] =>
    entry[1] === null || (typeof entry[1] === 'string' && entry[1].length < 60)
  return Object.fromEntries(Object.entries(recordOf(value)).filter(isChord))
}
