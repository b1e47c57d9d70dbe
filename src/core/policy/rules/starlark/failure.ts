/** A place in a file; both numbers from 1. */
export interface Position {
  line: number
  column: number
}

/** What is wrong with a file, as a sentence without its full stop, and where. */
export class StarlarkFailure extends Error {
  readonly line: number
  readonly column: number

  constructor(message: string, { line, column }: Position) {
    super(message)
    this.line = line
    this.column = column
  }
}
