import { t } from './i18n/t.ts'

const described = globalThis.navigator?.userAgent ?? ''

/** Whether shortcuts use ⌘ (macOS) or Ctrl. */
export const isMac = /Mac|iPhone|iPad/.test(described)

const SYMBOLS: Readonly<Record<string, string>> = isMac
  ? {
      mod: '⌘',
      ctrl: '⌃',
      shift: '⇧',
      alt: '⌥',
      enter: '↵',
      esc: 'Esc',
      tab: '⇥',
      arrowup: '↑',
      arrowdown: '↓',
      arrowleft: '←',
      arrowright: '→',
    }
  : {
      mod: t('Ctrl'),
      shift: t('Shift'),
      alt: 'Alt',
      enter: '↵',
      esc: 'Esc',
      tab: 'Tab',
      arrowup: '↑',
      arrowdown: '↓',
      arrowleft: '←',
      arrowright: '→',
    }

/** How a chord such as `mod+shift+t` is written on this machine. */
export function chordLabel(chord: string): string {
  const parts = chord.split('+').map(part => SYMBOLS[part] ?? part.toUpperCase())
  return parts.join(isMac ? '' : '+')
}
