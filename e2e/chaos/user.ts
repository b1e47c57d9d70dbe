import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from '../../src/contract/procedure.ts'
import type { Client } from '../../src/rpc/client.ts'
import { doAnything, finishSomething, repeatUnanswered } from './hands.ts'
import type { Life } from './host.ts'
import { createWatch } from './watch.ts'

/** Somebody at the screen: says things, answers questions, changes their mind. */
export interface User {
  /** Works until nothing is left to do (then true; only when calm) or the connection is gone. */
  work(): Promise<boolean>
  problems: string[]
}

/** Pauses are shorter than what the engine does meanwhile. */
const LONGEST_PAUSE_MS = 12

export function createUser(client: Client, { place, random, calm }: Life): User {
  const problems: string[] = []
  const watch = createWatch(client, place, problems)
  const desk = { client, place, random, watch, driven: new Set<string>() }
  const pause = () => delay(random.between(0, LONGEST_PAUSE_MS))

  return {
    problems,
    async work() {
      try {
        await watch.catchUp()
        if (calm) await watch.findInterrupted()
        await repeatUnanswered(desk)
        // Ends with the connection.
        for (; !calm; await pause()) await doAnything(desk)
        for (; await finishSomething(desk);) await pause()
        await watch.findAll()
        return true
      } catch (error) {
        if (!isLost(error)) problems.push(`unexpected refusal: ${error instanceof Error ? error.stack : error}`)
        return false
      }
    },
  }
}

const isLost = (error: unknown) => error instanceof Failure && error.data['connection'] === 'lost'
