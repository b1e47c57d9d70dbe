import type { ConfigLeaf, ConfigOrigin } from '../../../contract/config.ts'
import { formGroups } from './formKeys.ts'
import { idOf, isEqual } from './values.ts'

/** One side of a difference: a value and why it is that. */
export interface Side {
  value: unknown
  origin: ConfigOrigin | null
  constraint: string | null
}

export interface Difference {
  /** Dotted. */
  id: string
  left: Side
  right: Side
}

const NOTHING: Side = { value: undefined, origin: null, constraint: null }

/** Where two configurations differ, by key. A value that only one of them has counts. */
export function differences(left: readonly ConfigLeaf[], right: readonly ConfigLeaf[]): Difference[] {
  const byId = (leaves: readonly ConfigLeaf[]) => new Map(leaves.map(leaf => [idOf(leaf.path), leaf]))
  const [lefts, rights] = [byId(left), byId(right)]
  return [...new Set([...lefts.keys(), ...rights.keys()])]
    .map(id => ({ id, left: lefts.get(id) ?? NOTHING, right: rights.get(id) ?? NOTHING }))
    .filter(({ id, left, right }) => !isEqual(left.value, right.value) && !isAboutProfiles(id))
    .toSorted((a, b) => rankOf(a.id) - rankOf(b.id))
    .map(({ id, left, right }) => ({ id, left: sideOf(left), right: sideOf(right) }))
}

let ranks: ReadonlyMap<string, number> | undefined

/** What is said of models and access first, as in the form. */
function rankOf(id: string): number {
  ranks ??= new Map(
    formGroups()
      .flatMap(({ keys }) => keys)
      .map(({ id }, index) => [id, index]),
  )
  return ranks.get(id) ?? Number.MAX_SAFE_INTEGER
}

/** Which profile counts, and what others say, is no difference of what comes out. */
const isAboutProfiles = (id: string): boolean => id === 'profile' || id.startsWith('profiles.')

const sideOf = ({ value, origin, constraint }: Side): Side => ({ value, origin, constraint })
