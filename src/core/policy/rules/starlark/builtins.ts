import { builtin, int } from './arguments.ts'
import type { Machine } from './machine.ts'
import { compare, dict, isSequence, itemsOf, list, repr, setEntry, textOf, truth, tuple, typeOf } from './values.ts'
import type { Callable, Value } from './values.ts'

function length(machine: Machine, value: Value): number {
  if (typeof value === 'string') {
    machine.chargeText(value.length)
    return Array.from(value).length
  }
  return itemsOf(machine, value).length
}

function range(machine: Machine, first: Value | undefined, second: Value | undefined, third: Value | undefined): Value {
  const numbers = [first, second, third].filter(value => value !== undefined)
  const [a = 0, b, step = 1] = numbers.map(value => int(machine, value, 'an argument of range'))
  const [start, stop] = b === undefined ? [0, a] : [a, b]
  if (step === 0) throw machine.failure('a range cannot have steps of zero')
  const count = Math.max(0, Math.ceil((stop - start) / step))
  machine.charge(count)
  return list(Array.from({ length: count }, (_, index) => start + index * step))
}

function sorted(machine: Machine, items: Value, reverse: Value): Value {
  const copy = [...itemsOf(machine, items)]
  machine.charge(copy.length)
  const sign = truth(reverse) ? -1 : 1
  return list(copy.sort((left, right) => sign * compare(machine, left, right)))
}

const ALL: readonly Callable[] = [
  builtin('len', ['value'], (machine, value = null) => length(machine, value)),
  builtin('range', ['start', 'stop?', 'step?'], range),
  builtin('str', ['value'], (machine, value = null) => textOf(machine, value)),
  builtin('repr', ['value'], (machine, value = null) => repr(machine, value)),
  builtin('type', ['value'], (_, value = null) => typeOf(value)),
  builtin('bool', ['value?'], (_, value = null) => truth(value)),
  builtin('list', ['items?'], (machine, items) => list(copyOf(machine, items))),
  builtin('tuple', ['items?'], (machine, items) => tuple(copyOf(machine, items))),
  builtin('dict', ['pairs?'], (machine, pairs) => dictOf(machine, pairs)),
  builtin('sorted', ['items', 'reverse?'], (machine, items = null, reverse = false) => sorted(machine, items, reverse)),
  builtin('enumerate', ['items'], (machine, items = null) =>
    list(copyOf(machine, items).map((item, index) => tuple([index, item]))),
  ),
  builtin('any', ['items'], (machine, items = null) => itemsOf(machine, items).some(truth)),
  builtin('all', ['items'], (machine, items = null) => itemsOf(machine, items).every(truth)),
  builtin('fail', ['message'], (machine, message = null) => {
    throw machine.failure(`fail: ${textOf(machine, message).slice(0, 1000)}`)
  }),
]

function copyOf(machine: Machine, items: Value | undefined): Value[] {
  const copy = items === undefined ? [] : [...itemsOf(machine, items)]
  machine.charge(copy.length)
  return copy
}

function dictOf(machine: Machine, pairs: Value | undefined): Value {
  const made = dict()
  const isDict = typeof pairs === 'object' && pairs?.type === 'dict'
  for (const pair of isDict
    ? [...pairs.entries.values()].map(({ key, value }) => tuple([key, value]))
    : copyOf(machine, pairs)) {
    if (!isSequence(pair) || pair.items.length !== 2) throw machine.failure('a dict is made of pairs')
    const [key = null, value = null] = pair.items
    setEntry(machine, made, key, value)
  }
  return made
}

/** The functions that every file may use. */
export const BUILTINS: ReadonlyMap<string, Value> = new Map(ALL.map(each => [each.name, each]))
