import { StarlarkFailure } from './failure.ts'
import type { Position } from './failure.ts'
import type { BinaryOperator, Clause, Expression, Parameter, Statement } from './syntax.ts'
import { boundNames } from './syntax.ts'
import { tokenize } from './tokens.ts'
import type { Token } from './tokens.ts'

/** The statements of a file. Throws a `StarlarkFailure` where the text breaks the grammar. */
export function parse(text: string): Statement[] {
  return new Parser(tokenize(text)).file()
}

/** Operators from the loosest to the tightest; those of one level go from left to right. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>=', 'in', 'not in'],
  ['+', '-'],
  ['*', '//', '%'],
]
const COMPARISON = 2
const AUGMENTED = new Set(['+=', '-=', '*=', '//=', '%='])
/** Expressions within expressions; Python itself allows 100 brackets. */
const MAX_DEPTH = 150

class Parser {
  private readonly tokens: Generator<Token, void>
  private token: Token
  private depth = 0
  private inFunction = false
  private inLoop = false

  constructor(tokens: Generator<Token, void>) {
    this.tokens = tokens
    this.token = this.read()
  }

  file(): Statement[] {
    const statements: Statement[] = []
    while (this.token.type !== 'end') {
      if (this.token.type === 'newline') this.advance()
      // Not spread: a long line would be too many arguments.
      else for (const statement of this.statement()) statements.push(statement)
    }
    return statements
  }

  private read(): Token {
    const next = this.tokens.next()
    return next.done ? { ...this.token, type: 'end', text: '' } : next.value
  }

  private advance(): Token {
    const { token } = this
    this.token = this.read()
    return token
  }

  private get at(): Position {
    return { line: this.token.line, column: this.token.column }
  }

  private failure(message: string, at: Position = this.at): StarlarkFailure {
    return new StarlarkFailure(message, at)
  }

  private is(text: string): boolean {
    return (this.token.type === 'symbol' || this.token.type === 'keyword') && this.token.text === text
  }

  private accept(text: string): boolean {
    const found = this.is(text)
    if (found) this.advance()
    return found
  }

  private acceptType(type: Token['type']): boolean {
    const found = this.token.type === type
    if (found) this.advance()
    return found
  }

  private expect(text: string): void {
    if (!this.accept(text)) throw this.failure(`"${text}" is missing before ${this.here()}`)
  }

  /** What stands here, in words. */
  private here(): string {
    const { type, text } = this.token
    if (type === 'newline') return 'the end of the line'
    if (type === 'end') return 'the end of the file'
    if (type === 'indent' || type === 'dedent') return `${type === 'indent' ? 'a deeper' : 'a shallower'} indentation`
    return type === 'string' ? 'a string' : `"${text}"`
  }

  private name(): string {
    if (this.token.type !== 'name') throw this.failure(`a name is missing before ${this.here()}`)
    return this.advance().text
  }

  private nested<T>(parse: () => T): T {
    this.depth += 1
    if (this.depth > MAX_DEPTH) throw this.failure('it is nested too deeply')
    const result = parse()
    this.depth -= 1
    return result
  }

  private statement(): Statement[] {
    const { at } = this
    if (this.accept('def')) return [this.definition(at)]
    if (this.accept('if')) return [this.conditionalBlock(at)]
    if (this.accept('for')) return [this.loop(at)]
    return this.line()
  }

  private line(): Statement[] {
    const statements = [this.simple()]
    while (this.accept(';')) if (this.token.type !== 'newline') statements.push(this.simple())
    if (this.token.type !== 'newline') throw this.failure(`the line should end before ${this.here()}`)
    this.advance()
    return statements
  }

  private simple(): Statement {
    const { at } = this
    if (this.accept('pass')) return { type: 'pass', at }
    for (const type of ['break', 'continue'] as const) {
      if (!this.accept(type)) continue
      if (!this.inLoop) throw this.failure(`"${type}" stands outside of a loop`, at)
      return { type, at }
    }
    if (this.accept('return')) {
      if (!this.inFunction) throw this.failure('"return" stands outside of a function', at)
      return { type: 'return', at, ...(this.token.type === 'newline' || this.is(';') ? {} : { value: this.tuple() }) }
    }
    const value = this.tuple()
    if (this.accept('=')) return { type: 'assign', at, target: this.target(value), value: this.tuple() }
    if (this.token.type === 'symbol' && AUGMENTED.has(this.token.text)) {
      if (value.type !== 'name' && value.type !== 'index') throw this.failure('this cannot be changed in place', at)
      const operator = this.advance().text.slice(0, -1) as BinaryOperator
      return { type: 'augment', at, target: value, operator, value: this.tuple() }
    }
    return { type: 'expression', at, value }
  }

  private target(value: Expression): Expression {
    if (value.type === 'name' || value.type === 'index') return value
    if (value.type !== 'list' && value.type !== 'tuple') throw this.failure('this cannot be assigned to', value.at)
    value.items.forEach(item => this.target(item))
    return value
  }

  private block(): Statement[] {
    return this.nested(() => {
      this.expect(':')
      if (!this.acceptType('newline')) return this.line()
      if (!this.acceptType('indent')) throw this.failure('an indented block is missing')
      const statements: Statement[] = []
      while (!this.acceptType('dedent')) for (const statement of this.statement()) statements.push(statement)
      return statements
    })
  }

  private conditionalBlock(at: Position): Statement {
    const branches = [{ test: this.test(), body: this.block() }]
    while (this.accept('elif')) branches.push({ test: this.test(), body: this.block() })
    return { type: 'if', at, branches, otherwise: this.accept('else') ? this.block() : [] }
  }

  private loop(at: Position): Statement {
    const target = this.loopTarget()
    this.expect('in')
    const iterable = this.tuple()
    const outer = this.inLoop
    this.inLoop = true
    const body = this.block()
    this.inLoop = outer
    return { type: 'for', at, target, iterable, body }
  }

  private loopTarget(): Expression {
    const { at } = this
    const items = [this.target(this.primary())]
    let isTuple = false
    while (this.accept(',')) {
      isTuple = true
      if (!this.is('in')) items.push(this.target(this.primary()))
    }
    const [only] = items
    return isTuple || !only ? { type: 'tuple', at, items } : only
  }

  private definition(at: Position): Statement {
    const name = this.name()
    this.expect('(')
    const parameters: Parameter[] = []
    while (!this.accept(')')) {
      const place = this.at
      const parameter: Parameter = { name: this.name(), ...(this.accept('=') ? { default: this.test() } : {}) }
      if (parameters.some(other => other.name === parameter.name)) {
        throw this.failure(`there are two parameters "${parameter.name}"`, place)
      }
      if (!parameter.default && parameters.at(-1)?.default) {
        throw this.failure('a parameter without a default follows one that has one', place)
      }
      parameters.push(parameter)
      if (!this.is(')')) this.expect(',')
    }
    const { inLoop, inFunction } = this
    this.inLoop = false
    this.inFunction = true
    const body = this.block()
    this.inLoop = inLoop
    this.inFunction = inFunction
    return { type: 'def', at, name, parameters, body }
  }

  /** An expression, or several with commas between them, which make a tuple. */
  private tuple(): Expression {
    const { at } = this
    const first = this.test()
    if (!this.is(',')) return first
    const items = [first]
    while (this.accept(',')) items.push(this.test())
    return { type: 'tuple', at, items }
  }

  private test(): Expression {
    return this.nested(() => {
      const chosen = this.binary(0)
      if (!this.accept('if')) return chosen
      const test = this.binary(0)
      this.expect('else')
      return { type: 'conditional', at: chosen.at, test, chosen, otherwise: this.test() }
    })
  }

  private binary(level: number): Expression {
    const operators = LEVELS[level]
    if (!operators) return this.unary()
    if (level === COMPARISON && this.is('not')) return this.negation()
    let left = this.binary(level + 1)
    for (let operator = this.operator(operators); operator; operator = this.operator(operators)) {
      left = { type: 'binary', at: left.at, operator, left, right: this.binary(level + 1) }
      if (level === COMPARISON && this.operator(operators)) throw this.failure('comparisons do not chain; use "and"')
    }
    return left
  }

  private negation(): Expression {
    const { at } = this
    this.expect('not')
    return this.nested(() => ({ type: 'unary', at, operator: 'not', operand: this.binary(COMPARISON) }))
  }

  /** Takes the operator that stands here if it is one of these. */
  private operator(operators: readonly BinaryOperator[]): BinaryOperator | null {
    if (operators.includes('not in') && this.accept('not')) {
      this.expect('in')
      return 'not in'
    }
    return operators.find(operator => this.accept(operator)) ?? null
  }

  private unary(): Expression {
    const { at } = this
    for (const operator of ['-', '+'] as const) {
      if (this.accept(operator)) return this.nested(() => ({ type: 'unary', at, operator, operand: this.unary() }))
    }
    return this.primary()
  }

  private primary(): Expression {
    let value = this.operand()
    const { at } = value
    for (;;) {
      if (this.accept('.')) value = { type: 'attribute', at, object: value, name: this.name() }
      else if (this.accept('(')) value = this.call(value)
      else if (this.accept('[')) value = this.subscript(value)
      else return value
    }
  }

  private call(callee: Expression): Expression {
    const args: Expression[] = []
    const named = new Map<string, { name: string; value: Expression }>()
    while (!this.accept(')')) {
      const { at } = this
      const value = this.test()
      if (value.type === 'name' && this.accept('=')) {
        if (named.has(value.name)) throw this.failure(`"${value.name}" is given twice`, at)
        named.set(value.name, { name: value.name, value: this.test() })
      } else if (named.size > 0) throw this.failure('an argument without a name follows one that has one', at)
      else args.push(value)
      if (!this.is(')')) this.expect(',')
    }
    return { type: 'call', at: callee.at, callee, args, named: [...named.values()] }
  }

  private subscript(object: Expression): Expression {
    const { at } = object
    const bound = () => (this.is(':') || this.is(']') ? undefined : this.test())
    const start = bound()
    if (start && this.accept(']')) return { type: 'index', at, object, index: start }
    this.expect(':')
    const stop = bound()
    const step = this.accept(':') ? bound() : undefined
    this.expect(']')
    return { type: 'slice', at, object, ...(start && { start }), ...(stop && { stop }), ...(step && { step }) }
  }

  private operand(): Expression {
    const { at, token } = this
    if (token.type === 'int' || token.type === 'string') {
      this.advance()
      return { type: 'literal', at, value: token.value }
    }
    if (token.type === 'name') return { type: 'name', at, name: this.advance().text }
    if (this.accept('True')) return { type: 'literal', at, value: true }
    if (this.accept('False')) return { type: 'literal', at, value: false }
    if (this.accept('None')) return { type: 'literal', at, value: null }
    if (this.accept('[')) return this.list(at)
    if (this.accept('(')) return this.parenthesis(at)
    if (this.accept('{')) return this.dict(at)
    throw this.failure(`an expression is missing before ${this.here()}`)
  }

  private list(at: Position): Expression {
    const items: Expression[] = []
    while (!this.accept(']')) {
      items.push(this.test())
      const [body] = items
      if (this.is('for') && body && items.length === 1) {
        return { type: 'listComprehension', at, body, clauses: this.clauses(']') }
      }
      if (!this.is(']')) this.expect(',')
    }
    return { type: 'list', at, items }
  }

  private parenthesis(at: Position): Expression {
    const items: Expression[] = []
    let isTuple = true
    while (!this.accept(')')) {
      items.push(this.test())
      isTuple = !this.is(')')
      if (isTuple) this.expect(',')
    }
    const [only] = items
    return only && items.length === 1 && !isTuple ? only : { type: 'tuple', at, items }
  }

  private dict(at: Position): Expression {
    const entries: [Expression, Expression][] = []
    while (!this.accept('}')) {
      const key = this.test()
      this.expect(':')
      const entry: [Expression, Expression] = [key, this.test()]
      if (this.is('for') && entries.length === 0) {
        return { type: 'dictComprehension', at, body: entry, clauses: this.clauses('}') }
      }
      entries.push(entry)
      if (!this.is('}')) this.expect(',')
    }
    return { type: 'dict', at, entries }
  }

  private clauses(closer: string): Clause[] {
    const clauses: Clause[] = []
    while (!this.accept(closer)) {
      if (this.accept('for')) {
        const target = this.loopTarget()
        if (boundNames(target).length === 0) throw this.failure('a loop needs a name', target.at)
        this.expect('in')
        clauses.push({ type: 'for', target, iterable: this.binary(0) })
      } else {
        this.expect('if')
        clauses.push({ type: 'if', test: this.binary(0) })
      }
      if (clauses.length > MAX_DEPTH) throw this.failure('it is nested too deeply')
    }
    return clauses
  }
}
