import { spoilIndex, tearTail } from './damage.ts'
import { armDeath, canTrace, chooseDeath, survivors, wrapFor } from './death.ts'
import type { Death } from './death.ts'
import { readEffects } from './effects.ts'
import type { Host, LifeEnd } from './host.ts'
import { brokenLogs, isAgent, lostFacts, readLog, unlawfulEffects, unpaired, untoldEffects } from './onDisk.ts'
import { forgotten, ownerless } from './owners.ts'
import { openPlace, rolloutPaths } from './place.ts'
import type { Place } from './place.ts'
import { randomFrom } from './random.ts'
import type { Random } from './random.ts'
import { tellStory } from './story.ts'
import type { Story } from './story.ts'

export interface Plan {
  host: Host
  kills: number
  seed: number
  /** Places that live at the same time. */
  jobs: number
  /** Breaks an invariant after each life, to see it noticed; the last one was calm. The place is not kept then. */
  sabotage?(place: Place, isCalm: boolean): void
}

/** What a place went through, in numbers. */
export interface Tally {
  kills: number
  lives: number
  effects: number
  facts: number
  calls: number
  agents: number
}

export interface Violation {
  /** Repeats the place: its kills, its script and what its user does follow from this. */
  seed: number
  kill: number
  death: string
  problem: string
  /** The place, kept as it was found. */
  root: string
}

export interface Report extends Tally {
  violations: Violation[]
  ms: number
}

/** A place grows old: each kill is followed by a look at everything it ever recorded. */
const KILLS_A_PLACE = 10
/** Enough to look into; more of them say the same. */
const MOST_VIOLATIONS = 5

/** Kills the program as often as planned, each time in the middle of something, and looks at what is left. */
export async function runChaos(plan: Plan, onPlace: (report: Report) => void = () => undefined): Promise<Report> {
  const startedAt = performance.now()
  const report: Report = { kills: 0, lives: 0, effects: 0, facts: 0, calls: 0, agents: 0, violations: [], ms: 0 }
  let left = plan.kills
  let lastSeed = plan.seed
  const job = async (): Promise<void> => {
    while (left > 0 && report.violations.length < MOST_VIOLATIONS) {
      const kills = Math.min(left, KILLS_A_PLACE)
      left -= kills
      const { tally, violations } = await liveThrough(plan, kills, lastSeed++)
      for (const name of ['kills', 'lives', 'effects', 'facts', 'calls', 'agents'] as const) report[name] += tally[name]
      report.violations.push(...violations)
      report.ms = performance.now() - startedAt
      onPlace(report)
    }
  }
  await Promise.all(Array.from({ length: plan.jobs }, job))
  return report
}

/** One place from its first life to its calm end. */
async function liveThrough(
  plan: Plan,
  kills: number,
  seed: number,
): Promise<{ tally: Tally; violations: Violation[] }> {
  // Streams of their own: what the model does must not depend on when it is asked.
  const [random, user] = [randomFrom(seed), randomFrom(seed ^ 0x5bd1e995)]
  const story = await tellStory(randomFrom(seed ^ 0x2545f491))
  const withMcp = random.chance(0.25)
  const place = openPlace({ modelUrl: story.server.url, withMcp })
  story.play(place.programs, withMcp)
  const tally: Tally = { kills: 0, lives: 0, effects: 0, facts: 0, calls: 0, agents: 0 }
  const violations: Violation[] = []
  const found = (death: string, problems: string[]) =>
    violations.push(...problems.map(problem => ({ seed, kill: tally.kills, death, problem, root: place.root })))
  const busyMs = plan.host.busyMs
  try {
    while (tally.kills < kills && tally.lives < 4 * kills && violations.length === 0) {
      const death = chooseDeath(random, place, { busyMs, canTrace: canTrace() })
      const end = await live(plan.host, { place, random: user, death })
      tally.lives += 1
      if (!end.finished) tally.kills += 1
      plan.sabotage?.(place, false)
      found(nameOf(death), await problemsOf(end, place, story))
      if (random.chance(0.15)) tearTail(random, place)
      if (random.chance(0.15)) spoilIndex(random, place)
    }
    if (violations.length === 0) {
      const end = await live(plan.host, { place, random: user, death: null })
      plan.sabotage?.(place, true)
      const unfinished = end.finished ? [] : [`it cannot be finished: ${end.stderr}`]
      const left = forgotten(rolloutPaths(place.home).map(readLog), plan.host)
      found('none', [...unfinished, ...left, ...(await problemsOf(end, place, story))])
    }
    return { tally: { ...tally, ...countsOf(place, story) }, violations }
  } finally {
    await story.server.close()
    if (violations.length === 0 || plan.sabotage) place.remove()
  }
}

/** A calm life that takes longer hangs. */
const PATIENCE_MS = 60_000

async function live(host: Host, of: { place: Place; random: Random; death: Death | null }): Promise<LifeEnd> {
  const { place, random, death } = of
  let disarm: () => void = () => undefined
  const hangs: Death = { kind: 'group', afterMs: PATIENCE_MS, since: 'start' }
  const end = await host.live({
    place,
    random,
    calm: death === null,
    wrap: wrapFor(death),
    started: child => (disarm = armDeath(death ?? hangs, child, host.busyMs)),
  })
  disarm()
  return end
}

async function problemsOf(end: LifeEnd, place: Place, story: Story): Promise<string[]> {
  const left = await survivors(place.root)
  const logs = rolloutPaths(place.home).map(readLog)
  const effects = readEffects(place.root, place.workspace)
  return [
    ...end.problems,
    ...(end.stderr === '' ? [] : [`it ended by itself: ${end.stderr}`]),
    ...left.map(pid => `G-SB5: process ${pid} works on without an owner`),
    ...lostFacts(place.told.fresh(), logs),
    ...brokenLogs(logs),
    ...unpaired(logs),
    ...ownerless(logs),
    ...unlawfulEffects(effects, logs),
    ...untoldEffects(effects, story.outputs, story.patches),
    ...story.server.problems.filter(problem => !isRevert(problem, place)).map(problem => `I3: ${problem}`),
  ]
}

/** What the model complains of when it is rightly shown less than before. */
const isRevert = (problem: string, { reverted }: Place): boolean =>
  problem.includes('the prefix changed') && [...reverted].some(id => problem.includes(id))

const countsOf = (place: Place, { outputs }: Story) => ({
  effects: readEffects(place.root, place.workspace).length,
  facts: place.told.facts.length,
  calls: outputs.size,
  agents: rolloutPaths(place.home).map(readLog).filter(isAgent).length,
})

const nameOf = (death: Death): string =>
  death.kind === 'write' ? `write ${death.at}` : `${death.kind} ${death.afterMs} ms after its ${death.since}`
