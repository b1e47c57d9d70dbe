import type { Machine } from './machine.ts'
import { isSequence, typeOf } from './values.ts'
import type { Callable, List, Value } from './values.ts'

/** The parameters of a function in order; a name that ends in `?` may be left out. */
export type Signature = readonly string[]

/** The value given for each parameter, undefined where none was. Throws for a call that does not fit. */
export function bind(
  machine: Machine,
  { name, signature }: { name: string; signature: Signature },
  args: readonly Value[],
  named: ReadonlyMap<string, Value>,
): (Value | undefined)[] {
  if (args.length > signature.length) {
    throw machine.failure(`${name} takes ${signature.length} arguments and was given ${args.length}`)
  }
  const names = signature.map(parameter => parameter.replace('?', ''))
  for (const given of named.keys()) {
    const place = names.indexOf(given)
    if (place < 0) throw machine.failure(`${name} has no parameter "${given}"`)
    if (place < args.length) throw machine.failure(`${name} was given "${given}" twice`)
  }
  return signature.map((parameter, index) => {
    const key = names[index] ?? ''
    const value = index < args.length ? args[index] : named.get(key)
    if (value === undefined && !parameter.endsWith('?')) throw machine.failure(`${name} needs a value for "${key}"`)
    return value
  })
}

/** A function of the host, called with its arguments in the order of the signature. */
export const builtin = (
  name: string,
  signature: Signature,
  run: (machine: Machine, ...values: (Value | undefined)[]) => Value,
): Callable => ({
  type: 'function',
  name,
  call: (machine, args, named) => run(machine, ...bind(machine, { name, signature }, args, named)),
})

/** A value that has to be a string. `what` names it: "a host". */
export function string(machine: Machine, value: Value | undefined, what: string): string {
  if (typeof value !== 'string') throw machine.failure(`${what} must be a string, not a ${typeOf(value ?? null)}`)
  return value
}

/** A value that has to be a whole number. */
export function int(machine: Machine, value: Value | undefined, what: string): number {
  if (typeof value !== 'number') throw machine.failure(`${what} must be a number, not a ${typeOf(value ?? null)}`)
  return value
}

/** A value that has to be a list; a tuple is none. */
export function listOf(machine: Machine, value: Value | undefined, what: string): List {
  if (!isSequence(value) || value.type !== 'list') {
    throw machine.failure(`${what} must be a list, not a ${typeOf(value ?? null)}`)
  }
  return value
}
