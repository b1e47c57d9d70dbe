export const THEMES = ['system', 'light', 'dark', 'contrast'] as const
export type Theme = (typeof THEMES)[number]

export interface Preferences {
  theme: Theme
  /** What Enter does with a message while a turn runs; with ⌘ or Ctrl it does the other. */
  enterWhileRunning: 'queue' | 'steer'
}

export const FIRST_PREFERENCES: Preferences = { theme: 'system', enterWhileRunning: 'steer' }

export function preferencesFrom(value: unknown): Preferences {
  if (typeof value !== 'object' || value === null) return FIRST_PREFERENCES
  const kept = value as Partial<Record<keyof Preferences, unknown>>
  return {
    theme: THEMES.find(theme => theme === kept.theme) ?? FIRST_PREFERENCES.theme,
    enterWhileRunning: kept.enterWhileRunning === 'queue' ? 'queue' : FIRST_PREFERENCES.enterWhileRunning,
  }
}
