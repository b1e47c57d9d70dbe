import { parseArgs } from 'node:util'
import { runChaos } from './chaos.ts'
import type { Report, Violation } from './chaos.ts'
import { SABOTAGES } from './damage.ts'
import { canTrace } from './death.ts'
import { execHost } from './execHost.ts'
import { serveHost } from './serveHost.ts'

const HELP = `Kills the built program at random instants, restarts it, and checks from outside that nothing was lost or done twice.

Usage: npm run chaos [-- options]

  --kills N     how often, for each host (default 500)
  --seed S      repeats the choices of a run (default: another each time)
  --host NAME   exec or serve (default: both)
  --jobs N      homes at the same time (default 2)
  --quick       40 kills, and a look whether a broken invariant would be noticed`

const HOSTS = { exec: execHost, serve: serveHost }
const QUICK_KILLS = { exec: 24, serve: 16 }

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '500' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      host: { type: 'string' },
      jobs: { type: 'string', default: '2' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const hosts = Object.values(HOSTS).filter(({ name }) => values.host === undefined || values.host === name)
  const [kills, seed, jobs] = [values.kills, values.seed, values.jobs].map(Number)
  if (values.help || hosts.length === 0 || !kills || !jobs || seed === undefined || Number.isNaN(seed)) {
    console.log(HELP)
    return values.help ? 0 : 2
  }
  if (!canTrace()) console.log('strace is not here: kills come at random instants only, not at exact writes.')
  let failed = false
  for (const host of hosts) {
    const planned = values.quick ? (QUICK_KILLS[host.name as keyof typeof QUICK_KILLS] ?? kills) : kills
    const report = await runChaos({ host, kills: planned, seed, jobs }, progress(host.name, planned))
    console.log(`\r${summary(host.name, report)}, seed ${seed}`)
    for (const violation of report.violations) console.log(tellOf(violation))
    failed ||= report.violations.length > 0
  }
  if (values.quick) failed = !(await noticesSabotage(seed)) || failed
  return failed ? 1 : 0
}

const progress = (name: string, planned: number) => (report: Report) => {
  if (process.stdout.isTTY) process.stdout.write(`\r${name}: ${report.kills} of ${planned}`)
}

const summary = (name: string, { kills, lives, effects, facts, calls, agents, violations, ms }: Report): string =>
  `${name}: ${kills} kills in ${lives} lives, ${calls} calls, ${agents} agents, ${effects} effects, ${facts} facts told: ` +
  `${violations.length} violations (${(ms / 1000).toFixed(1)} s)`

const tellOf = ({ seed, kill, death, problem, root }: Violation): string =>
  `  ${problem.slice(0, 2000)}\n    seed ${seed}, kill ${kill} (${death}); kept in ${root}`

const MOST_CHANCES = 8

/** A check that cannot fail says nothing: each of these breaks an invariant on purpose. */
async function noticesSabotage(seed: number): Promise<boolean> {
  let all = true
  for (const [name, { breaks, host = 'exec', sabotage }] of Object.entries(SABOTAGES)) {
    let isNoticed = false
    // A story may have nothing in it that could be broken.
    for (let chance = 0; chance < MOST_CHANCES && !isNoticed; chance++) {
      const { violations } = await runChaos({ host: HOSTS[host], kills: 10, seed: seed + chance, jobs: 1, sabotage })
      isNoticed = violations.some(({ problem }) => problem.startsWith(breaks))
    }
    console.log(`${isNoticed ? 'noticed' : 'NOT NOTICED'}: ${name} (${breaks})`)
    all &&= isNoticed
  }
  return all
}

process.exitCode = await main()
