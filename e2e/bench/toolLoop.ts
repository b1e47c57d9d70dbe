import { script } from '../../src/testing/modelServer.ts'
import { type SandboxMode, execRun } from './execRun.ts'
import { type Model, startModel } from './model.ts'
import { type Lab, openLab } from './programs.ts'
import { type Bench, type Finding, type Group, type Row, alternate, expect, findingOf } from './rows.ts'

const fullAccess: Row[] = [
  { id: 'B1', what: 'tool loop, full access: a call', value: 'wall', unit: 'ms', aim: 0.2 },
  { id: 'B1', what: 'tool loop, full access: CPU of a call', value: 'cpu', unit: 'ms', aim: 0.2 },
]
const sandboxed: Row[] = [
  { id: 'B2', what: 'tool loop, workspace-write: a call', value: 'wall', unit: 'ms', aim: 0.25 },
  { id: 'B2', what: 'tool loop, workspace-write: CPU of a call', value: 'cpu', unit: 'ms', aim: 0.25 },
]

/** B1 and B2: a model that runs one short command after the other. */
export const toolLoop: Group = {
  name: 'toolLoop',
  rows: [...fullAccess, ...sandboxed],
  async measure(bench: Bench): Promise<Finding> {
    const { calls } = bench.effort
    const model = await startModel({
      byPrompt: [['loop', script().calls('exec_command', { cmd: 'echo hello' }).times(calls).says('Done.')]],
      otherwise: script().says('Hello.'),
    })
    const lab = openLab(model.url)
    try {
      const full = findingOf(fullAccess, await loops(bench, model, lab, 'danger-full-access'))
      const boxed = findingOf(sandboxed, await loops(bench, model, lab, 'workspace-write'))
      return { rows: [...full.rows, ...boxed.rows], growth: [], problems: [...full.problems, ...boxed.problems] }
    } finally {
      await model.close()
      lab.remove()
    }
  },
}

function loops(bench: Bench, model: Model, lab: Lab, sandbox: SandboxMode) {
  const { calls } = bench.effort
  return alternate(bench, `${calls} calls, ${sandbox}`, async program => {
    const place = lab.furnish(program)
    return {
      program,
      async once() {
        const idle = await execRun(place, model, 'hi', sandbox)
        const { requests, items, cpuMs } = await execRun(place, model, 'loop', sandbox)
        const ran = items.filter(item => item.type === 'command_execution' && item.exit_code === 0)
        expect(ran.length === calls && requests.length === calls + 1, () => {
          const last = JSON.stringify(items.filter(item => item.type !== 'agent_message').at(-1))
          return `${ran.length} of ${calls} commands ran in ${requests.length} requests; the last item: ${last}`
        })
        const first = requests[0]?.receivedAt ?? Number.NaN
        const last = requests.at(-1)?.receivedAt ?? Number.NaN
        // What a run costs that calls nothing is the start's, not the loop's.
        return { wall: (last - first) / calls, cpu: (cpuMs - idle.cpuMs) / calls }
      },
    }
  })
}
