import type { Position } from './failure.ts'

export type BinaryOperator =
  '+' | '-' | '*' | '//' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'and' | 'or'

export interface ForClause {
  type: 'for'
  target: Expression
  iterable: Expression
}

/** `for x in xs` and `if x`, in the order they stand in a comprehension. */
export type Clause = ForClause | { type: 'if'; test: Expression }

type ExpressionKind =
  | { type: 'literal'; value: null | boolean | number | string }
  | { type: 'name'; name: string }
  | { type: 'list' | 'tuple'; items: Expression[] }
  | { type: 'dict'; entries: [key: Expression, value: Expression][] }
  | { type: 'listComprehension'; body: Expression; clauses: Clause[] }
  | { type: 'dictComprehension'; body: [key: Expression, value: Expression]; clauses: Clause[] }
  | { type: 'unary'; operator: 'not' | '-' | '+'; operand: Expression }
  | { type: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
  | { type: 'conditional'; test: Expression; chosen: Expression; otherwise: Expression }
  | { type: 'index'; object: Expression; index: Expression }
  | { type: 'slice'; object: Expression; start?: Expression; stop?: Expression; step?: Expression }
  | { type: 'attribute'; object: Expression; name: string }
  | { type: 'call'; callee: Expression; args: Expression[]; named: { name: string; value: Expression }[] }

/** `at` is where the expression begins. */
export type Expression = ExpressionKind & { at: Position }

export interface Parameter {
  name: string
  default?: Expression
}

type StatementKind =
  | { type: 'expression'; value: Expression }
  | { type: 'assign'; target: Expression; value: Expression }
  | { type: 'augment'; target: Expression; operator: BinaryOperator; value: Expression }
  | { type: 'if'; branches: { test: Expression; body: Statement[] }[]; otherwise: Statement[] }
  | (ForClause & { body: Statement[] })
  | { type: 'def'; name: string; parameters: Parameter[]; body: Statement[] }
  | { type: 'return'; value?: Expression }
  | { type: 'pass' | 'break' | 'continue' }

export type Statement = StatementKind & { at: Position }

/** The names that an assignment to this target gives a value. */
export function boundNames(target: Expression): string[] {
  if (target.type === 'name') return [target.name]
  return target.type === 'list' || target.type === 'tuple' ? target.items.flatMap(boundNames) : []
}

/** The names that a block assigns, apart from those of functions inside it. */
export function assignedNames(block: readonly Statement[]): string[] {
  return block.flatMap(statement => {
    switch (statement.type) {
      case 'assign':
      case 'augment':
        return boundNames(statement.target)
      case 'for':
        return [...boundNames(statement.target), ...assignedNames(statement.body)]
      case 'if':
        return [...statement.branches.flatMap(({ body }) => assignedNames(body)), ...assignedNames(statement.otherwise)]
      case 'def':
        return [statement.name]
      default:
        return []
    }
  })
}
