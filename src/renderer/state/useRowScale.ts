import { useApp } from './app.ts'
import { FIRST_APPEARANCE } from './appearance.ts'

/** How much shorter rows are when they stand closer: `--density` of tokens.css. */
const COMPACT = 0.86

/** How high a row is against its usual height, for lists that place their rows themselves: `--row-px` of tokens.css. */
export const useRowScale = (): number =>
  useApp(
    ({ preferences: { appearance } }) =>
      (appearance.textSize / FIRST_APPEARANCE.textSize) * (appearance.density === 'compact' ? COMPACT : 1),
  )
