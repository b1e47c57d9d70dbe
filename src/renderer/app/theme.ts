import { useLayoutEffect } from 'react'
import { useApp } from '../state/app.ts'
import { useMedia } from '../state/sides.ts'

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
