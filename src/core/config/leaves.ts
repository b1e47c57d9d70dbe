import { configKeys } from './keys.ts'
import { isTable, originIn } from './merge.ts'
import type { Layer, Origin, Table } from './merge.ts'
import { withoutSecrets } from './secrets.ts'

/** A value as one layer says it. */
export interface Said {
  value: unknown
  origin: Origin
}

/** One value of a configuration as it counts. */
export interface Leaf extends Said {
  path: string[]
  /** What lower layers say, the next one first. */
  below: Said[]
}

interface Node {
  /** Lowest layer first; empty for a table. */
  said: Said[]
  inner: Map<string, Node>
}

/**
 * The values of merged layers (lowest first) one by one, in the order in which they are first named, each with where it
 * comes from and what it goes over. A list is one value. Secrets are left out.
 */
export function leavesOf(layers: readonly Layer[]): Leaf[] {
  const root: Node = { said: [], inner: new Map() }
  for (const layer of layers) lay(root, layer.values, layer, [])
  return leavesIn(root, [])
}

/** What counts where nobody says anything, as the lowest layer. */
export function defaultLayer(): Layer {
  const values: Table = {}
  for (const { path, default: value } of configKeys()) {
    if (value === undefined || path.includes('*')) continue
    let table = values
    for (const part of path.slice(0, -1)) table = (table[part] ??= {}) as Table
    table[path.at(-1) ?? ''] = value
  }
  return { name: 'default', values }
}

function lay(node: Node, table: Table, layer: Layer, path: readonly string[]): void {
  // A table goes over a plain value of a lower layer.
  node.said = []
  for (const [name, value] of Object.entries(table)) {
    const at = [...path, name]
    let inner = node.inner.get(name)
    if (!inner) node.inner.set(name, (inner = { said: [], inner: new Map() }))
    if (isTable(value)) lay(inner, value, layer, at)
    else {
      inner.inner.clear()
      inner.said.push({ value: withoutSecrets(value, at), origin: originIn(layer, at.join('.')) })
    }
  }
}

function leavesIn({ said, inner }: Node, path: string[]): Leaf[] {
  const [first, ...below] = [...said].reverse()
  if (first) return [{ path, ...first, below }]
  return [...inner].flatMap(([name, node]) => leavesIn(node, [...path, name]))
}
