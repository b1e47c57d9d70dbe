import { script } from '../../src/testing/modelServer.ts'
import { execRun } from './execRun.ts'
import { startModel } from './model.ts'
import { openLab } from './programs.ts'
import { type Bench, type Finding, type Group, type Row, alternate, findingOf } from './rows.ts'

const usedHome: Row[] = [
  { id: 'A1', what: 'exec "hi": start to first request', value: 'firstRequest', unit: 'ms', aim: 0.9 },
  { id: 'A2', what: 'exec "hi": whole run', value: 'wall', unit: 'ms', aim: 1 },
  { id: 'A2', what: 'exec "hi": CPU', value: 'cpu', unit: 'ms', aim: 1 },
  { id: 'A2', what: 'exec "hi": peak memory', value: 'memory', unit: 'MB', aim: 0.7 },
]
const freshHome: Row[] = [
  { id: 'A3', what: 'fresh home: start to first request', value: 'firstRequest', unit: 'ms', aim: 0.8 },
]

/** A1 to A3: what somebody waits for who asks one thing from a shell. */
export const startup: Group = {
  name: 'startup',
  rows: [...usedHome, ...freshHome],
  async measure(bench: Bench): Promise<Finding> {
    const model = await startModel(script().says('Hello.'))
    const lab = openLab(model.url)
    try {
      const used = await alternate(bench, 'one turn, home in use', async program => {
        const place = lab.furnish(program)
        return {
          program,
          async once() {
            const { firstRequestMs, wallMs, cpuMs, peakMb } = await execRun(place, model, 'hi')
            return { firstRequest: firstRequestMs, wall: wallMs, cpu: cpuMs, memory: peakMb }
          },
        }
      })
      const fresh = await alternate(bench, 'one turn, fresh home', async program => ({
        program,
        async once() {
          const { firstRequestMs } = await execRun(lab.furnish(program), model, 'hi')
          return { firstRequest: firstRequestMs }
        },
      }))
      const findings = [findingOf(usedHome, used), findingOf(freshHome, fresh)]
      return {
        rows: findings.flatMap(({ rows }) => rows),
        growth: [],
        problems: findings.flatMap(({ problems }) => problems),
      }
    } finally {
      await model.close()
      lab.remove()
    }
  },
}
