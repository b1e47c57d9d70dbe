import { StarlarkFailure } from './failure.ts'
import type { Position } from './failure.ts'

/** Values within values, and calls within calls: what the stack of any host can bear. */
const MAX_DEPTH = 400
const CHARACTERS_A_STEP = 16

/**
 * What one evaluation has used up and where it is. Everything that takes time or memory is charged in steps, so that a
 * hostile file ends soon whatever it does.
 */
export class Machine {
  /** Where an error that is found now belongs. */
  at: Position = { line: 1, column: 1 }
  private steps: number
  private depth = 0

  constructor(maxSteps: number) {
    this.steps = maxSteps
  }

  failure(message: string): StarlarkFailure {
    return new StarlarkFailure(message, this.at)
  }

  charge(steps: number): void {
    this.steps -= steps
    if (this.steps < 0) throw this.failure('the file takes too long to evaluate')
  }

  /** Charges for a text of this length before or after it is made. */
  chargeText(length: number): void {
    this.charge(Math.ceil(length / CHARACTERS_A_STEP))
  }

  enter(): void {
    this.depth += 1
    if (this.depth > MAX_DEPTH) throw this.failure('it is nested too deeply')
  }

  leave(): void {
    this.depth -= 1
  }
}
