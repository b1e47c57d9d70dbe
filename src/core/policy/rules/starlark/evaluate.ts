import { bind } from './arguments.ts'
import { BUILTINS } from './builtins.ts'
import type { Machine } from './machine.ts'
import { attribute } from './methods.ts'
import { itemAt, operate, placeOf, sliceOf } from './operators.ts'
import { assignedNames } from './syntax.ts'
import type { Clause, Expression, Statement } from './syntax.ts'
import { dict, isSequence, itemsOf, list, setEntry, truth, tuple, typeOf } from './values.ts'
import type { Callable, Value } from './values.ts'

/** Names and their values. `own` are names that are only ever looked up here, even before they have a value. */
interface Scope {
  names: Map<string, Value>
  own: ReadonlySet<string> | null
  outer: Scope | null
}

const scopeIn = (outer: Scope | null, own: ReadonlySet<string> | null = null): Scope => ({
  names: new Map(),
  own,
  outer,
})

/** How a block ended, if not by itself. */
type Leaving = 'break' | 'continue' | { returns: Value } | null

/** Runs a file: its statements, with these functions beside the usual ones. Throws a `StarlarkFailure`. */
export function runFile(machine: Machine, statements: readonly Statement[], functions: readonly Callable[]): void {
  const host = scopeIn(null)
  for (const [name, value] of BUILTINS) host.names.set(name, value)
  for (const each of functions) host.names.set(each.name, each)
  new Evaluator(machine).block(statements, scopeIn(host))
}

class Evaluator {
  private readonly machine: Machine

  constructor(machine: Machine) {
    this.machine = machine
  }

  block(statements: readonly Statement[], scope: Scope): Leaving {
    this.machine.enter()
    let leaving: Leaving = null
    for (const statement of statements) {
      leaving = this.statement(statement, scope)
      if (leaving !== null) break
    }
    this.machine.leave()
    return leaving
  }

  private statement(statement: Statement, scope: Scope): Leaving {
    this.machine.at = statement.at
    this.machine.charge(1)
    switch (statement.type) {
      case 'expression':
        this.value(statement.value, scope)
        return null
      case 'assign':
        this.assign(statement.target, this.value(statement.value, scope), scope)
        return null
      case 'augment':
        this.augment(statement, scope)
        return null
      case 'if': {
        const taken = statement.branches.find(({ test }) => truth(this.value(test, scope)))
        return this.block(taken?.body ?? statement.otherwise, scope)
      }
      case 'for':
        return this.loop(statement, scope)
      case 'def':
        scope.names.set(statement.name, this.define(statement, scope))
        return null
      case 'return':
        return { returns: statement.value ? this.value(statement.value, scope) : null }
      case 'pass':
        return null
      default:
        return statement.type
    }
  }

  private loop({ target, iterable, body }: Extract<Statement, { type: 'for' }>, scope: Scope): Leaving {
    let leaving: Leaving = null
    this.each(this.value(iterable, scope), item => {
      this.assign(target, item, scope)
      leaving = this.block(body, scope)
      return leaving === null || leaving === 'continue'
    })
    return typeof leaving === 'object' ? leaving : null
  }

  /** Goes over the items of a value, which may not change meanwhile, until told not to go on. */
  private each(value: Value, goesOn: (item: Value) => boolean): void {
    const guarded = typeof value === 'object' && value !== null && 'readers' in value ? value : { readers: 0 }
    guarded.readers += 1
    // Not undone after a failure: that is the end of the file.
    for (const item of itemsOf(this.machine, value)) {
      this.machine.charge(1)
      if (!goesOn(item)) break
    }
    guarded.readers -= 1
  }

  private define(statement: Extract<Statement, { type: 'def' }>, scope: Scope): Callable {
    const { name, parameters, body } = statement
    const { machine } = this
    const defaults = parameters.map(each => (each.default ? this.value(each.default, scope) : undefined))
    const signature = parameters.map(each => (each.default ? `${each.name}?` : each.name))
    const own = new Set([...assignedNames(body), ...parameters.map(each => each.name)])
    const call: Callable['call'] = (_, args, named) => {
      machine.charge(own.size)
      const inner = scopeIn(scope, own)
      const given = bind(machine, { name, signature }, args, named)
      parameters.forEach((each, index) => inner.names.set(each.name, given[index] ?? defaults[index] ?? null))
      const leaving = this.block(body, inner)
      return typeof leaving === 'object' && leaving !== null ? leaving.returns : null
    }
    return { type: 'function', name, call }
  }

  private assign(target: Expression, value: Value, scope: Scope): void {
    const { machine } = this
    if (target.type === 'name') scope.names.set(target.name, value)
    else if (target.type === 'index') {
      this.setItem(this.value(target.object, scope), this.value(target.index, scope), value)
    } else if (target.type === 'list' || target.type === 'tuple') {
      machine.at = target.at
      const items = itemsOf(machine, value)
      const wanted = target.items.length
      if (items.length !== wanted) {
        throw machine.failure(`${items.length} values cannot be given to ${wanted} names`)
      }
      target.items.forEach((part, index) => this.assign(part, items[index] ?? null, scope))
    }
  }

  private setItem(object: Value, index: Value, value: Value): void {
    const { machine } = this
    if (typeof object === 'object' && object?.type === 'dict') setEntry(machine, object, index, value)
    else if (isSequence(object) && object.type === 'list') {
      if (object.readers > 0) throw machine.failure('the list changes while a loop goes over it')
      object.items[placeOf(machine, index, object.items.length)] = value
    } else throw machine.failure(`the items of a ${typeOf(object)} cannot be set`)
  }

  private augment({ target, operator, value, at }: Extract<Statement, { type: 'augment' }>, scope: Scope): void {
    if (operator === 'and' || operator === 'or') return
    const combined = (current: Value): Value => {
      const right = this.value(value, scope)
      this.machine.at = at
      return operate(this.machine, operator, current, right)
    }
    if (target.type === 'index') {
      const [object, index] = [this.value(target.object, scope), this.value(target.index, scope)]
      this.setItem(object, index, combined(itemAt(this.machine, object, index)))
    } else this.assign(target, combined(this.value(target, scope)), scope)
  }

  private value(expression: Expression, scope: Scope): Value {
    const { machine } = this
    machine.enter()
    machine.charge(1)
    const value = this.compute(expression, scope)
    machine.leave()
    return value
  }

  private compute(expression: Expression, scope: Scope): Value {
    const { machine } = this
    const of = (inner: Expression): Value => this.value(inner, scope)
    const { at } = expression
    machine.at = at
    switch (expression.type) {
      case 'literal':
        return expression.value
      case 'name':
        return this.lookUp(expression.name, scope)
      case 'list':
        return list(expression.items.map(of))
      case 'tuple':
        return tuple(expression.items.map(of))
      case 'dict':
        return this.dict(expression.entries, scope)
      case 'listComprehension': {
        const items: Value[] = []
        this.comprehend(expression.clauses, scope, inner => items.push(this.value(expression.body, inner)))
        return list(items)
      }
      case 'dictComprehension': {
        const made = dict()
        const [key, value] = expression.body
        this.comprehend(expression.clauses, scope, inner =>
          setEntry(machine, made, this.value(key, inner), this.value(value, inner)),
        )
        return made
      }
      case 'conditional':
        return of(truth(of(expression.test)) ? expression.chosen : expression.otherwise)
      case 'unary':
        return this.unary(expression, scope)
      case 'binary':
        return this.binary(expression, scope)
      case 'index': {
        const [object, index] = [of(expression.object), of(expression.index)]
        machine.at = at
        return itemAt(machine, object, index)
      }
      case 'slice': {
        const { object, start, stop, step } = expression
        const [sliced, first, last, every] = [object, start, stop, step].map(part => (part ? of(part) : null))
        machine.at = at
        return sliceOf(machine, sliced ?? null, { start: first ?? null, stop: last ?? null, step: every ?? null })
      }
      case 'attribute': {
        const object = of(expression.object)
        machine.at = at
        return attribute(machine, object, expression.name)
      }
      case 'call':
        return this.call(expression, scope)
    }
  }

  private lookUp(name: string, from: Scope): Value {
    for (let scope: Scope | null = from; scope; scope = scope.outer) {
      const value = scope.names.get(name)
      if (value !== undefined) return value
      if (scope.own?.has(name)) throw this.machine.failure(`"${name}" has no value yet`)
    }
    throw this.machine.failure(`there is no "${name}"`)
  }

  private dict(entries: readonly [Expression, Expression][], scope: Scope): Value {
    const made = dict()
    for (const [key, value] of entries) {
      const size = made.entries.size
      const evaluated = this.value(key, scope)
      setEntry(this.machine, made, evaluated, this.value(value, scope))
      this.machine.at = key.at
      if (made.entries.size === size) throw this.machine.failure('the dict has this key twice')
    }
    return made
  }

  /** Calls back for every round of the loops and conditions of a comprehension, whose names are its own. */
  private comprehend(clauses: readonly Clause[], outer: Scope, round: (scope: Scope) => unknown): void {
    const scope = scopeIn(outer)
    const from = (index: number): void => {
      const clause = clauses[index]
      if (!clause) round(scope)
      else if (clause.type === 'if') {
        if (truth(this.value(clause.test, scope))) from(index + 1)
      } else {
        this.each(this.value(clause.iterable, scope), item => {
          this.assign(clause.target, item, scope)
          from(index + 1)
          return true
        })
      }
    }
    from(0)
  }

  private unary({ operator, operand, at }: Extract<Expression, { type: 'unary' }>, scope: Scope): Value {
    const value = this.value(operand, scope)
    if (operator === 'not') return !truth(value)
    this.machine.at = at
    if (typeof value !== 'number') throw this.machine.failure(`"${operator}" does not work on a ${typeOf(value)}`)
    return operator === '-' ? 0 - value : value
  }

  private binary({ operator, left, right, at }: Extract<Expression, { type: 'binary' }>, scope: Scope): Value {
    const first = this.value(left, scope)
    if (operator === 'and') return truth(first) ? this.value(right, scope) : first
    if (operator === 'or') return truth(first) ? first : this.value(right, scope)
    const second = this.value(right, scope)
    this.machine.at = at
    return operate(this.machine, operator, first, second)
  }

  private call({ callee, args, named, at }: Extract<Expression, { type: 'call' }>, scope: Scope): Value {
    const called = this.value(callee, scope)
    const given = args.map(arg => this.value(arg, scope))
    const byName = new Map(named.map(each => [each.name, this.value(each.value, scope)] as const))
    this.machine.at = at
    if (typeof called !== 'object' || called?.type !== 'function') {
      throw this.machine.failure(`a ${typeOf(called)} cannot be called`)
    }
    return called.call(this.machine, given, byName)
  }
}
