/** How terminals look in this window. */
export interface TerminalLook {
  fontSize: number
  /** Rows are told to screen readers, which costs speed. */
  screenReader: boolean
}

const KEY = 'heddle.terminal'
const SIZES = { least: 9, usual: 12, most: 22 }

export const sizeOf = (size: number): number => Math.min(SIZES.most, Math.max(SIZES.least, Math.round(size)))

/** What was chosen before, as far as it can be used. */
export function keptLook(): TerminalLook {
  const first: TerminalLook = { fontSize: SIZES.usual, screenReader: false }
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return first
    const { fontSize, screenReader } = kept as Partial<Record<keyof TerminalLook, unknown>>
    return {
      fontSize: typeof fontSize === 'number' ? sizeOf(fontSize) : first.fontSize,
      screenReader: screenReader === true,
    }
  } catch {
    return first // Not of ours.
  }
}

export const keepLook = (look: TerminalLook): void => localStorage.setItem(KEY, JSON.stringify(look))
