import { builtin, int, string } from './arguments.ts'
import type { Signature } from './arguments.ts'
import type { Machine } from './machine.ts'
import { hashOf, isSequence, itemsOf, list, repr, textOf, tuple, typeOf } from './values.ts'
import type { Callable, Dict, List, Value } from './values.ts'

type Given = (Value | undefined)[]
interface Method<T> {
  signature: Signature
  run(machine: Machine, self: T, ...given: Given): Value
}
const method = <T>(signature: string, run: Method<T>['run']): Method<T> => ({
  signature: signature === '' ? [] : signature.split(' '),
  run,
})

/** Characters at the ends that `strip` takes away: the given ones, or white space. */
function stripped(machine: Machine, self: string, given: Value | undefined, from: 'both' | 'start' | 'end'): string {
  const chars = given === undefined || given === null ? null : new Set(string(machine, given, 'the argument'))
  const goes = (char: string | undefined) => char !== undefined && (chars ? chars.has(char) : /^\s$/.test(char))
  const all = Array.from(self)
  let [start, end] = [0, all.length]
  if (from !== 'end') while (start < end && goes(all[start])) start += 1
  if (from !== 'start') while (end > start && goes(all[end - 1])) end -= 1
  return all.slice(start, end).join('')
}

function split(machine: Machine, self: string, separator: Value | undefined, limit: Value | undefined): Value {
  const most = limit === undefined ? -1 : int(machine, limit, 'the limit')
  const isBlank = separator === undefined || separator === null
  const mark = isBlank ? null : string(machine, separator, 'the separator')
  if (mark === '') throw machine.failure('the separator cannot be empty')
  const text = mark === null ? self.trim() : self
  const parts = text === '' && mark === null ? [] : text.split(mark ?? /\s+/)
  machine.charge(parts.length)
  if (most < 0 || parts.length <= most + 1) return list(parts)
  if (mark !== null) return list([...parts.slice(0, most), parts.slice(most).join(mark)])
  const rest = new RegExp(`^(?:\\S+\\s+){${most}}([^]*)$`).exec(text)?.[1] ?? ''
  return list([...parts.slice(0, most), rest])
}

/** `'{} {0} {name}'.format(…)`: braces are doubled to stand for themselves. */
function format(machine: Machine, self: string, args: readonly Value[], named: ReadonlyMap<string, Value>): string {
  let next = 0
  const text = self.replaceAll(/\{\{|\}\}|\{(\w*)(![rs])?\}|[{}]/g, (whole: string, field?: string, how?: string) => {
    if (whole === '{{' || whole === '}}') return whole.charAt(0)
    if (field === undefined) throw machine.failure('a brace in the format is alone')
    const value = field === '' ? args[next++] : /^\d+$/.test(field) ? args[Number(field)] : named.get(field)
    if (value === undefined) throw machine.failure(`the format has no value for "${whole}"`)
    return how === '!r' ? repr(machine, value) : textOf(machine, value)
  })
  machine.chargeText(text.length)
  return text
}

function joined(machine: Machine, self: string, items: Value | undefined): string {
  const parts = itemsOf(machine, items ?? null).map(item => string(machine, item, 'what is joined'))
  machine.charge(parts.length)
  machine.chargeText(parts.reduce((sum, part) => sum + part.length + self.length, 0))
  return parts.join(self)
}

function startsOrEnds(machine: Machine, affix: Value | undefined, test: (affix: string) => boolean): boolean {
  const all = isSequence(affix) && affix.type === 'tuple' ? affix.items : [affix]
  return all.some(one => test(string(machine, one, 'the argument')))
}

function replaced(machine: Machine, self: string, from: string, to: string): string {
  const pieces = self.split(from)
  machine.charge(pieces.length)
  machine.chargeText(self.length + pieces.length * to.length)
  return pieces.join(to)
}

const STRING: Readonly<Record<string, Method<string>>> = {
  join: method('items', joined),
  split: method('separator? limit?', split),
  splitlines: method('', (_, self) => list(self === '' ? [] : self.replace(/\n$/, '').split('\n'))),
  strip: method('chars?', (machine, self, chars) => stripped(machine, self, chars, 'both')),
  lstrip: method('chars?', (machine, self, chars) => stripped(machine, self, chars, 'start')),
  rstrip: method('chars?', (machine, self, chars) => stripped(machine, self, chars, 'end')),
  startswith: method('prefix', (machine, self, affix) => startsOrEnds(machine, affix, text => self.startsWith(text))),
  endswith: method('suffix', (machine, self, affix) => startsOrEnds(machine, affix, text => self.endsWith(text))),
  upper: method('', (_, self) => self.toUpperCase()),
  lower: method('', (_, self) => self.toLowerCase()),
  replace: method('old new', (machine, self, from, to) =>
    replaced(machine, self, string(machine, from, 'the old text'), string(machine, to, 'the new text')),
  ),
  removeprefix: method('prefix', (machine, self, affix) => {
    const prefix = string(machine, affix, 'the prefix')
    return self.startsWith(prefix) ? self.slice(prefix.length) : self
  }),
  removesuffix: method('suffix', (machine, self, affix) => {
    const suffix = string(machine, affix, 'the suffix')
    return self.endsWith(suffix) ? self.slice(0, self.length - suffix.length) : self
  }),
}

function grow(machine: Machine, self: List, items: readonly Value[]): null {
  if (self.readers > 0) throw machine.failure('the list changes while a loop goes over it')
  machine.charge(items.length)
  // A list may be given itself, and not all hosts can spread a long one into arguments.
  for (const item of items === self.items ? [...items] : items) self.items.push(item)
  return null
}

const LIST: Readonly<Record<string, Method<List>>> = {
  append: method('item', (machine, self, item) => grow(machine, self, [item ?? null])),
  extend: method('items', (machine, self, items) => grow(machine, self, itemsOf(machine, items ?? null))),
}

const DICT: Readonly<Record<string, Method<Dict>>> = {
  keys: method('', (machine, self) => list([...itemsOf(machine, self)])),
  values: method('', (machine, self) => {
    machine.charge(self.entries.size)
    return list(Array.from(self.entries.values(), ({ value }) => value))
  }),
  items: method('', (machine, self) => {
    machine.charge(self.entries.size)
    return list(Array.from(self.entries.values(), ({ key, value }) => tuple([key, value])))
  }),
  get: method('key default?', (machine, self, key, otherwise) => {
    return self.entries.get(hashOf(machine, key ?? null))?.value ?? otherwise ?? null
  }),
}

const bound = <T>(name: string, self: T, found: Method<T> | undefined): Callable | undefined =>
  found && builtin(name, found.signature, (machine, ...given) => found.run(machine, self, ...given))

function findMethod(self: Value, name: string): Callable | undefined {
  const own = <T>(methods: Readonly<Record<string, T>>) => (Object.hasOwn(methods, name) ? methods[name] : undefined)
  if (typeof self === 'string') {
    if (name !== 'format') return bound(name, self, own(STRING))
    return { type: 'function', name, call: (machine, args, named) => format(machine, self, args, named) }
  }
  if (typeof self !== 'object' || self === null) return undefined
  if (self.type === 'list') return bound(name, self, own(LIST))
  return self.type === 'dict' ? bound(name, self, own(DICT)) : undefined
}

/** `self.name`: a method that can be called. */
export function attribute(machine: Machine, self: Value, name: string): Callable {
  // Every method of a string reads all of it.
  if (typeof self === 'string') machine.chargeText(self.length)
  const found = findMethod(self, name)
  if (!found) throw machine.failure(`a ${typeOf(self)} has no "${name}"`)
  return found
}
