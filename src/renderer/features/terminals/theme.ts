import type { ITheme } from '@xterm/xterm'

const PLAIN = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const
const BRIGHT = [
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const

/** The colours of a terminal, as the tokens of the page are in this place just now. */
export function terminalTheme(within: HTMLElement): ITheme {
  const probe = within.ownerDocument.createElement('span')
  probe.hidden = true
  within.append(probe)
  const colour = (token: string): string => {
    probe.style.color = `var(${token})`
    return getComputedStyle(probe).color
  }
  const theme: ITheme = {
    background: colour('--bg1'),
    foreground: colour('--fg'),
    cursor: colour('--accent'),
    cursorAccent: colour('--bg1'),
    selectionBackground: colour('--selection'),
    // What was found is seen while the focus is in the search.
    selectionInactiveBackground: colour('--selection'),
  }
  PLAIN.forEach((name, index) => (theme[name] = colour(`--ansi-${index}`)))
  BRIGHT.forEach((name, index) => (theme[name] = colour(`--ansi-${index}`)))
  probe.remove()
  return theme
}

/** Calls back when the colours of the page have changed. */
export function onThemeChange(tell: () => void): () => void {
  const later = () => requestAnimationFrame(tell)
  const observer = new MutationObserver(later)
  observer.observe(document.documentElement, { attributes: true })
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  scheme.addEventListener('change', later)
  return () => {
    observer.disconnect()
    scheme.removeEventListener('change', later)
  }
}
