import type { Machine } from './machine.ts'

/** `readers` counts the loops over a value: it may not change under them. */
export interface List {
  type: 'list'
  items: Value[]
  readers: number
}
export interface Tuple {
  type: 'tuple'
  items: readonly Value[]
}
export interface Dict {
  type: 'dict'
  entries: Map<string, { key: Value; value: Value }>
  readers: number
}
export interface Callable {
  type: 'function'
  name: string
  call(machine: Machine, args: readonly Value[], named: ReadonlyMap<string, Value>): Value
}
export type Value = null | boolean | number | string | List | Tuple | Dict | Callable

export const list = (items: Value[]): List => ({ type: 'list', items, readers: 0 })
export const tuple = (items: readonly Value[]): Tuple => ({ type: 'tuple', items })
export const dict = (): Dict => ({ type: 'dict', entries: new Map(), readers: 0 })

/** The name that the language gives to the type of a value. */
export function typeOf(value: Value): string {
  if (value === null) return 'NoneType'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return 'int'
  return typeof value === 'string' ? 'string' : value.type
}

/** Whether a value counts as true. */
export function truth(value: Value): boolean {
  if (value === null || typeof value !== 'object') return Boolean(value)
  if (value.type === 'function') return true
  return (value.type === 'dict' ? value.entries.size : value.items.length) > 0
}

/** The value as an expression of the language. */
export function repr(machine: Machine, value: Value): string {
  machine.charge(1)
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') {
    machine.chargeText(value.length)
    return JSON.stringify(value)
  }
  if (value.type === 'function') {
    machine.chargeText(value.name.length)
    return `<function ${value.name}>`
  }
  machine.enter()
  const text = reprOfParts(machine, value)
  machine.leave()
  machine.chargeText(text.length)
  return text
}

function reprOfParts(machine: Machine, value: List | Tuple | Dict): string {
  if (value.type === 'dict') {
    const entries = [...value.entries.values()]
    return `{${entries.map(({ key, value: inner }) => `${repr(machine, key)}: ${repr(machine, inner)}`).join(', ')}}`
  }
  const items = value.items.map(item => repr(machine, item)).join(', ')
  if (value.type === 'list') return `[${items}]`
  return value.items.length === 1 ? `(${items},)` : `(${items})`
}

/** The value as text: a string as it is, all else as in the language. */
export function textOf(machine: Machine, value: Value): string {
  if (typeof value !== 'string') return repr(machine, value)
  machine.chargeText(value.length)
  return value
}

export function equal(machine: Machine, left: Value, right: Value): boolean {
  machine.charge(1)
  if (left === right) return true
  if (typeof left === 'string' && typeof right === 'string') {
    if (left.length === right.length) machine.chargeText(left.length)
    return false
  }
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return false
  machine.enter()
  const same = equalParts(machine, left, right)
  machine.leave()
  return same
}

function equalParts(machine: Machine, left: List | Tuple | Dict | Callable, right: typeof left): boolean {
  if (left.type === 'dict' && right.type === 'dict') {
    if (left.entries.size !== right.entries.size) return false
    for (const [hash, { value }] of left.entries) {
      const other = right.entries.get(hash)
      if (!other || !equal(machine, value, other.value)) return false
    }
    return true
  }
  if (left.type === 'list' && right.type === 'list') return equalItems(machine, left.items, right.items)
  return left.type === 'tuple' && right.type === 'tuple' && equalItems(machine, left.items, right.items)
}

const equalItems = (machine: Machine, left: readonly Value[], right: readonly Value[]): boolean =>
  left.length === right.length && left.every((item, index) => equal(machine, item, right[index] ?? null))

/** Negative, zero or positive, as for `sort`. Only values of one ordered type compare. */
export function compare(machine: Machine, left: Value, right: Value): number {
  machine.charge(1)
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  if (typeof left === 'string' && typeof right === 'string') {
    machine.chargeText(Math.min(left.length, right.length))
    return left < right ? -1 : left > right ? 1 : 0
  }
  const items = [left, right].map(value => (isSequence(value) ? value.items : null))
  const [first, second] = items
  if (!first || !second || typeOf(left) !== typeOf(right)) {
    throw machine.failure(`${typeOf(left)} and ${typeOf(right)} cannot be compared`)
  }
  machine.enter()
  const at = first.findIndex((item, index) => index >= second.length || !equal(machine, item, second[index] ?? null))
  const order =
    at < 0 || at >= second.length
      ? first.length - second.length
      : compare(machine, first[at] ?? null, second[at] ?? null)
  machine.leave()
  return order
}

export const isSequence = (value: Value | undefined): value is List | Tuple =>
  typeof value === 'object' && value !== null && (value.type === 'list' || value.type === 'tuple')

/** A text that is the same for equal values. What can change has none. */
export function hashOf(machine: Machine, key: Value): string {
  machine.charge(1)
  if (typeof key === 'string') {
    machine.chargeText(key.length)
    return `s${key}`
  }
  if (key === null || typeof key !== 'object') return `${typeOf(key)} ${key}`
  if (key.type !== 'tuple') throw machine.failure(`a ${typeOf(key)} cannot be a key`)
  machine.enter()
  const hashes = key.items.map(item => hashOf(machine, item))
  machine.leave()
  const hash = hashes.map(part => `t${part.length} ${part}`).join('')
  machine.chargeText(hash.length)
  return `(${hash}`
}

/** Puts a value into a dict. */
export function setEntry(machine: Machine, { entries, readers }: Dict, key: Value, value: Value): void {
  if (readers > 0) throw machine.failure('the dict changes while a loop goes over it')
  entries.set(hashOf(machine, key), { key, value })
}

/** The items that a loop sees. */
export function itemsOf(machine: Machine, value: Value): readonly Value[] {
  if (isSequence(value)) return value.items
  if (typeof value === 'object' && value?.type === 'dict') {
    machine.charge(value.entries.size)
    return Array.from(value.entries.values(), ({ key }) => key)
  }
  throw machine.failure(`a ${typeOf(value)} has no items to go over`)
}

/** A copy of a string's characters, or of a list's or tuple's items. */
export function partsOf(machine: Machine, value: string | List | Tuple): Value[] {
  const parts = typeof value === 'string' ? Array.from(value) : [...value.items]
  machine.charge(parts.length)
  return parts
}
