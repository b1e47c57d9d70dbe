import { Failure } from '../../../contract/procedure.ts'

/** Answers remembered for commands that are repeated with the same `commandId`. */
const REMEMBERED = 1000

/** Carries out each command once: who repeats it is given the first one's answer. */
export interface Repeats<R> {
  /** Throws `command.conflict` when the id was used for another request. */
  once(commandId: string, request: unknown, carryOut: () => Promise<R>): Promise<R>
}

export function createRepeats<R>(): Repeats<R> {
  const known = new Map<string, { body: string; result: Promise<R> }>()
  return {
    once(commandId, request, carryOut) {
      const body = JSON.stringify(request)
      const before = known.get(commandId)
      if (before && before.body !== body) {
        throw new Failure('command.conflict', 'This command id was used for another request.', { commandId })
      }
      if (before) return before.result
      const result = carryOut()
      known.set(commandId, { body, result })
      result.catch(() => known.delete(commandId)) // a refused command may be tried again
      const oldest = known.size > REMEMBERED ? known.keys().next().value : undefined
      if (oldest !== undefined) known.delete(oldest)
      return result
    },
  }
}
