import type { Machine } from './machine.ts'
import type { BinaryOperator } from './syntax.ts'
import { compare, equal, hashOf, isSequence, list, partsOf, repr, textOf, tuple, typeOf } from './values.ts'
import type { List, Tuple, Value } from './values.ts'

type Operation = (machine: Machine, left: Value, right: Value) => Value | undefined

const whole = (machine: Machine, value: number): number => {
  if (!Number.isSafeInteger(value)) throw machine.failure('the number is too large')
  // There is no negative zero among whole numbers.
  return value + 0
}

const numbers =
  (calculate: (left: number, right: number) => number): Operation =>
  (machine, left, right) =>
    typeof left === 'number' && typeof right === 'number' ? whole(machine, calculate(left, right)) : undefined

const divided =
  (calculate: (left: number, right: number) => number): Operation =>
  (machine, left, right) => {
    if (typeof left === 'number' && right === 0) throw machine.failure('a number is divided by zero')
    return numbers(calculate)(machine, left, right)
  }

const add: Operation = (machine, left, right) => {
  if (typeof left === 'string' && typeof right === 'string') {
    machine.chargeText(left.length + right.length)
    return left + right
  }
  if (isSequence(left) && isSequence(right) && left.type === right.type) {
    machine.charge(left.items.length + right.items.length)
    const items = [...left.items, ...right.items]
    return left.type === 'list' ? list(items) : tuple(items)
  }
  return numbers((a, b) => a + b)(machine, left, right)
}

const multiply: Operation = (machine, left, right) => {
  if (typeof right === 'number' && typeof left !== 'number') return repeated(machine, left, right)
  if (typeof left === 'number' && typeof right !== 'number') return repeated(machine, right, left)
  return numbers((a, b) => a * b)(machine, left, right)
}

function repeated(machine: Machine, value: Value, times: number): Value | undefined {
  const count = Math.max(0, times)
  if (typeof value === 'string') {
    machine.chargeText(value.length * count)
    return value.repeat(value === '' ? 0 : count)
  }
  if (!isSequence(value)) return undefined
  machine.charge(value.items.length * count)
  const items = value.items.length === 0 ? [] : Array.from({ length: count }, () => value.items).flat()
  return value.type === 'list' ? list(items) : tuple(items)
}

const modulo = divided((a, b) => a - b * Math.floor(a / b))

const remainder: Operation = (machine, left, right) =>
  typeof left === 'string' ? interpolated(machine, left, right) : modulo(machine, left, right)

/** `'%s and %d' % ('a', 1)`. */
function interpolated(machine: Machine, format: string, value: Value): string {
  const given = isSequence(value) && value.type === 'tuple' ? value.items : [value]
  let used = 0
  const text = format.replaceAll(/%([^]?)/g, (_, kind: string) => {
    if (kind === '%') return '%'
    const next = given[used]
    if (next === undefined) throw machine.failure('the format wants more values than there are')
    used += 1
    if (kind === 's') return textOf(machine, next)
    if (kind === 'r') return repr(machine, next)
    if (kind !== 'd') throw machine.failure(`"%${kind}" is no format that is known here`)
    if (typeof next !== 'number') throw machine.failure(`"%d" wants a number, not a ${typeOf(next)}`)
    return String(next)
  })
  if (used < given.length) throw machine.failure('the format leaves values over')
  machine.chargeText(text.length)
  return text
}

/** Whether a container, or a string, holds a value. */
function contains(machine: Machine, value: Value, container: Value): boolean {
  if (typeof container === 'string') {
    if (typeof value !== 'string') throw machine.failure(`a string cannot hold a ${typeOf(value)}`)
    machine.chargeText(container.length)
    return container.includes(value)
  }
  if (isSequence(container)) return container.items.some(item => equal(machine, item, value))
  if (typeof container === 'object' && container?.type === 'dict') {
    return container.entries.has(hashOf(machine, value))
  }
  throw machine.failure(`a ${typeOf(container)} holds nothing`)
}

const OPERATIONS: Readonly<Record<Exclude<BinaryOperator, 'and' | 'or'>, Operation>> = {
  '+': add,
  '-': numbers((a, b) => a - b),
  '*': multiply,
  '//': divided((a, b) => Math.floor(a / b)),
  '%': remainder,
  '==': equal,
  '!=': (machine, left, right) => !equal(machine, left, right),
  '<': (machine, left, right) => compare(machine, left, right) < 0,
  '<=': (machine, left, right) => compare(machine, left, right) <= 0,
  '>': (machine, left, right) => compare(machine, left, right) > 0,
  '>=': (machine, left, right) => compare(machine, left, right) >= 0,
  in: contains,
  'not in': (machine, left, right) => !contains(machine, left, right),
}

/** The value of `left operator right`. */
export function operate(
  machine: Machine,
  operator: Exclude<BinaryOperator, 'and' | 'or'>,
  left: Value,
  right: Value,
): Value {
  const value = OPERATIONS[operator](machine, left, right)
  if (value === undefined) {
    throw machine.failure(`"${operator}" does not work on ${typeOf(left)} and ${typeOf(right)}`)
  }
  return value
}

/** `object[index]`. */
export function itemAt(machine: Machine, object: Value, index: Value): Value {
  if (typeof object === 'object' && object?.type === 'dict') {
    const entry = object.entries.get(hashOf(machine, index))
    if (!entry) throw machine.failure(`the dict has no key ${repr(machine, index)}`)
    return entry.value
  }
  if (!isSequence(object) && typeof object !== 'string') throw machine.failure(`a ${typeOf(object)} has no items`)
  const parts = typeof object === 'string' ? partsOf(machine, object) : object.items
  return parts[placeOf(machine, index, parts.length)] ?? null
}

/** Which item an index means; negative ones count from the end. */
export function placeOf(machine: Machine, index: Value, length: number): number {
  if (typeof index !== 'number') throw machine.failure(`an index is a number, not a ${typeOf(index)}`)
  const place = index < 0 ? index + length : index
  if (place < 0 || place >= length) throw machine.failure(`there is no item ${index}`)
  return place
}

/** `object[start:stop:step]`. */
export function sliceOf(machine: Machine, object: Value, bounds: Record<'start' | 'stop' | 'step', Value>): Value {
  if (!isSequence(object) && typeof object !== 'string') throw machine.failure(`a ${typeOf(object)} cannot be sliced`)
  const number = (value: Value, otherwise: number): number => {
    if (value === null) return otherwise
    if (typeof value !== 'number') throw machine.failure(`a slice takes numbers, not a ${typeOf(value)}`)
    return value
  }
  const parts = partsOf(machine, object)
  const step = number(bounds.step, 1)
  if (step === 0) throw machine.failure('a slice cannot have steps of zero')
  const [lowest, highest] = step > 0 ? [0, parts.length] : [-1, parts.length - 1]
  const clamp = (value: number) => Math.min(Math.max(value < 0 ? value + parts.length : value, lowest), highest)
  const start = bounds.start === null ? (step > 0 ? lowest : highest) : clamp(number(bounds.start, 0))
  const stop = bounds.stop === null ? (step > 0 ? highest : lowest) : clamp(number(bounds.stop, 0))
  const kept: Value[] = []
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) kept.push(parts[at] ?? null)
  return sameKind(machine, object, kept)
}

function sameKind(machine: Machine, model: string | List | Tuple, parts: Value[]): Value {
  if (typeof model === 'string') return parts.map(part => textOf(machine, part)).join('')
  return model.type === 'list' ? list(parts) : tuple(parts)
}
