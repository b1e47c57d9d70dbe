import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { jsonLines, runHeddle, startHeddle, tempHome } from '../testing/heddle.ts'
import { script, startModelServer } from '../testing/modelServer.ts'
import type { RecordedRequest } from '../testing/modelServer.ts'
import type { Round } from '../testing/modelScript.ts'

const KILLS = 30
const ROUNDS = 5
/** Printed with a failure, so that the same instants can be tried again. */
const SEED = Number(process.env.HEDDLE_KILL_SEED ?? Date.now() % 1_000_000)

/** Numbers in [0, 1) from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A model that continues where the history ends: each round appends its own line to a file, then says so. */
function answer({ input }: RecordedRequest): Round {
  const asked = new Set(input.filter(item => item.type === 'function_call').map(item => item.call_id))
  const round = Array.from({ length: ROUNDS }, (_, n) => n).find(n => !asked.has(`call_${n}`))
  const next =
    round === undefined
      ? script().says('Everything is done.')
      : script()
          .says(`Round ${round}.`)
          .calls('exec_command', { cmd: `echo ${round} >> effects.txt` }, { callId: `call_${round}` })
  return next.rounds[0] ?? expect.fail()
}

test(`${KILLS} times killed at a random instant: nothing acknowledged is lost, nothing is done twice`, async () => {
  const model = await startModelServer(answer)
  const random = randomFrom(SEED)
  // How long a whole run takes here and now, so that the instants cover it.
  const trial = tempHome(model.url)
  const begun = performance.now()
  await runHeddle(['exec', '--json', '-C', trial.workspace, '-s', 'danger-full-access', 'go'], { home: trial.home })
  const wholeMs = performance.now() - begun
  trial.remove()

  for (let kill = 0; kill < KILLS; kill++) {
    const home = tempHome(model.url)
    const told = `kill ${kill} of seed ${SEED}`
    const args = ['exec', '--json', '-C', home.workspace, '-s', 'danger-full-access']
    const victim = startHeddle([...args, 'go'], { home: home.home })
    await Promise.race([delay(random() * wholeMs), victim.done])
    victim.kill('SIGKILL')
    const { lines, code } = await victim.done
    const id = lines[0]?.thread_id
    if (typeof id === 'string') {
      const acknowledged = lines
        .filter(line => line.type === 'item.completed')
        .map(line => JSON.stringify(textIn(line)))
      const before = rolloutText(home.home)
      if (code !== 0 && !before.includes('"task_complete"')) {
        const prompt = before.includes('"task_started"') ? [] : ['go']
        const revived = await runHeddle([...args, 'resume', id, ...prompt], { home: home.home })
        expect(revived.code, `${told}: ${revived.stderr}${revived.stdout}`).toBe(0)
      }
      const rollout = rolloutText(home.home)
      for (const text of acknowledged) expect(rollout, told).toContain(text.slice(1, -1))
      const ordinals = jsonLines(rollout).map(line => line.ordinal)
      expect(ordinals, told).toEqual(ordinals.map((_, n) => n))
    }
    const path = join(home.workspace, 'effects.txt')
    const effects = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
    expect(new Set(effects).size, `${told}: ${effects}`).toBe(effects.length)
    home.remove()
  }
  expect(model.problems).toEqual([])
  await model.close()
}, 240_000)

const textIn = (line: Record<string, unknown>): string => {
  const item = line.item as { text?: string; aggregated_output?: string }
  return item.text ?? item.aggregated_output ?? ''
}

function rolloutText(home: string): string {
  const name = readdirSync(join(home, 'sessions'), { recursive: true, encoding: 'utf8' }).find(file =>
    file.endsWith('.jsonl'),
  )
  return readFileSync(join(home, 'sessions', name ?? ''), 'utf8')
}
