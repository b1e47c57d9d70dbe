import { LANGUAGES } from '../ui/i18n/language.ts'
import type { Language } from '../ui/i18n/language.ts'

export const DENSITIES = ['comfortable', 'compact'] as const
export type Density = (typeof DENSITIES)[number]

/** Sizes in pixels that text of the interface and code can have. */
export const TEXT_SIZES = [12, 13, 14, 15, 16, 17, 18] as const
export type TextSize = (typeof TEXT_SIZES)[number]

/** How the window looks, beside its theme. */
export interface Appearance {
  density: Density
  textSize: TextSize
  codeSize: TextSize
  language: Language
}

export const FIRST_APPEARANCE: Appearance = { density: 'comfortable', textSize: 13, codeSize: 12, language: 'en' }

/** What was chosen, as far as it can be used. */
export function appearanceFrom(kept: Readonly<Record<string, unknown>>): Appearance {
  const first = FIRST_APPEARANCE
  return {
    density: DENSITIES.find(density => density === kept.density) ?? first.density,
    textSize: TEXT_SIZES.find(size => size === kept.textSize) ?? first.textSize,
    codeSize: TEXT_SIZES.find(size => size === kept.codeSize) ?? first.codeSize,
    language: languages.find(language => language === kept.language) ?? first.language,
  }
}

const languages = Object.keys(LANGUAGES) as Language[]
