/** English texts with those of another language. */
export type Dictionary = Readonly<Record<string, string>>

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof LANGUAGES

const KEY = 'heddle.language'

const isLanguage = (kept: string | null): kept is Language => kept !== null && Object.hasOwn(LANGUAGES, kept)

/** The language of the window: the one that was chosen, else English. */
export const language: Language = (() => {
  const kept = 'localStorage' in globalThis ? localStorage.getItem(KEY) : null
  return isLanguage(kept) ? kept : 'en'
})()

if ('document' in globalThis) document.documentElement.lang = language

/** Texts are made while modules load, too: the window begins anew in its language. Nothing is lost by that. */
export function chooseLanguage(next: Language): void {
  localStorage.setItem(KEY, next)
  location.reload()
}

/** Whoever says something waits for it, since modules load after what they import. */
export const dictionary: Dictionary = language === 'de' ? (await import('./german/german.ts')).german : {}
