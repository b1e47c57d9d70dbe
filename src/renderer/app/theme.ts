import { useEffect, useLayoutEffect } from 'react'
import { useApp, useAppParts } from '../state/app.ts'
import { FIRST_APPEARANCE } from '../state/appearance.ts'
import { useMedia } from '../state/sides.ts'
import { chooseLanguage, language } from '../ui/i18n/language.ts'

/** Puts the chosen theme on the page. `system` follows the machine, its wish for more contrast included. */
export function useTheme(): void {
  const theme = useApp(state => state.preferences.theme)
  const wantsContrast = useMedia('(prefers-contrast: more)')
  useLayoutEffect(() => {
    const { dataset } = document.documentElement
    dataset.theme = theme
    if (theme === 'light' || theme === 'dark') dataset.scheme = theme
    else delete dataset.scheme
    if (theme === 'contrast' || (theme === 'system' && wantsContrast)) dataset.contrast = 'high'
    else delete dataset.contrast
  }, [theme, wantsContrast])
}

/** Puts sizes and density on the page, and begins the window anew where another language was chosen for it. */
export function useAppearance(): void {
  const { store } = useAppParts()
  const { density, textSize, codeSize } = useApp(state => state.preferences.appearance)
  useLayoutEffect(() => {
    const { dataset, style } = document.documentElement
    dataset.density = density
    setSize(style, '--size', textSize, FIRST_APPEARANCE.textSize)
    setSize(style, '--size-code', codeSize, FIRST_APPEARANCE.codeSize)
  }, [density, textSize, codeSize])

  const restored = useApp(state => state.restored)
  useEffect(() => {
    // The page remembers its language where it was opened; the engine, wherever it is opened.
    const chosen = store.getState().preferences.appearance.language
    if (restored && chosen !== language) chooseLanguage(chosen)
  }, [store, restored])
}

const setSize = (style: CSSStyleDeclaration, name: string, size: number, usual: number): void => {
  if (size === usual) style.removeProperty(name)
  else style.setProperty(name, `${size}px`)
}
