import { isTable } from './merge.ts'
import type { Table } from './merge.ts'

interface Node {
  isWhole: boolean
  inner: Map<string, Node>
}

/**
 * A table with the values at some paths as they are in another table, or without them: their neighbours, such as the
 * trust of other projects, still count. A list is one value. Takes linear time, however many paths there are.
 */
export function replaced(table: Table, paths: readonly (readonly PropertyKey[])[], by: Table): Table {
  const root: Node = { isWhole: false, inner: new Map() }
  for (const path of paths) {
    let node = root
    for (const part of path) {
      let next = node.inner.get(String(part))
      if (!next) node.inner.set(String(part), (next = { isWhole: false, inner: new Map() }))
      node = next
    }
    node.isWhole = true
  }
  return walk(table, root, by)
}

function walk(table: Table, { inner }: Node, by: Table): Table {
  const kept: Table = Object.create(null)
  for (const [key, value] of Object.entries(table)) {
    const node = inner.get(key)
    const before = Object.hasOwn(by, key) ? by[key] : undefined
    if (!node) kept[key] = value
    else if (!node.isWhole && isTable(value)) kept[key] = walk(value, node, isTable(before) ? before : {})
    else if (before !== undefined) kept[key] = before
  }
  return { ...kept }
}
