import { BYTES, CUT } from './damages/bytes.ts'
import type { Damage } from './damages/damage.ts'
import { BASE, FILES, HEADER } from './damages/files.ts'
import { MEANING, ORDER, TYPES } from './damages/records.ts'

/** What can become of a rollout, and what is to be expected of it then. */
export const DAMAGES: readonly Damage[] = [
  ...CUT,
  ...BYTES,
  ...ORDER,
  ...TYPES,
  ...HEADER,
  ...BASE,
  ...MEANING,
  ...FILES,
]
