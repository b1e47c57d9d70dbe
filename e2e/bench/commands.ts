import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { script, startModelServer } from '../../src/testing/modelServer.ts'
import type { RecordedRequest } from '../../src/testing/modelServer.ts'
import type { AnswerRound, Script, Speech } from '../../src/testing/modelScript.ts'
import { createExec } from '../../src/main/engine/exec/sessions.ts'
import { type SandboxMode, execRun } from './execRun.ts'
import { median } from './measure.ts'
import { type Model, startModel } from './model.ts'
import { openLab } from './programs.ts'
import {
  type Bench,
  type Effort,
  type Finding,
  type Group,
  type Row,
  type Sample,
  alternate,
  expect,
  findingOf,
} from './rows.ts'

/** Commands of one answer, timed from the request that asked for them to the request that tells of their ends. */
interface Case {
  rows: Row[]
  sandbox: SandboxMode
  story(effort: Effort): Script
  /** Fewer runs than asked for, where one takes long. */
  runs?: number
}

const together = (count: number) => () => {
  const story = script()
  for (let n = 0; n < count; n++) story.calls('exec_command', { cmd: 'sleep 0.2' })
  return story.says('Done.')
}

const flood =
  (tty: boolean) =>
  ({ floodBytes }: Effort) => {
    const cmd = `yes 'a line of output that nobody reads' | head -c ${floodBytes}`
    return script().calls('exec_command', { cmd, tty, yield_time_ms: 30_000 }).says('Done.')
  }

const wall = (id: string, what: string, aim: number): Row => ({ id, what, value: 'wall', unit: 'ms', aim })

const cases: Case[] = [
  { rows: [wall('C1', '10 at once, full access', 0.75)], sandbox: 'danger-full-access', story: together(10) },
  { rows: [wall('C1', '10 at once, workspace-write', 0.5)], sandbox: 'workspace-write', story: together(10) },
  { rows: [wall('C2', '50 at once, full access', 0.5)], sandbox: 'danger-full-access', story: together(50) },
  { rows: [wall('C2', '50 at once, workspace-write', 0.3)], sandbox: 'workspace-write', story: together(50) },
  {
    rows: [
      wall('I1', 'a command that prints 1 GB', 1),
      { id: 'I1', what: 'peak memory while it prints', value: 'memory', unit: 'MB', aim: 1 },
    ],
    sandbox: 'danger-full-access',
    story: flood(false),
    runs: 3,
  },
  {
    rows: [wall('I2', '1 GB on a terminal: until the call comes back', 1)],
    sandbox: 'danger-full-access',
    story: flood(true),
    runs: 3,
  },
]

const TYPING: Row = wall('J1', 'write_stdin with a wait of 250 ms', 0.3)
const KEYSTROKE: Row = { id: 'J1', what: 'echo of a keystroke', value: 'echo', unit: 'ms', aim: 2, absolute: true }

/** C1, C2, I1, I2 and J1: commands side by side, commands that print without end, commands that are typed into. */
export const commands: Group = {
  name: 'commands',
  rows: [...cases.flatMap(each => each.rows), TYPING, KEYSTROKE],
  async measure(bench: Bench): Promise<Finding> {
    const finding: Finding = { rows: [], growth: [], problems: [] }
    for (const each of cases) {
      if (!each.rows.some(row => bench.isWanted(row.id))) continue
      const { rows, problems } = await measured(bench, each)
      finding.rows.push(...rows)
      finding.problems.push(...problems)
    }
    if (bench.isWanted(TYPING.id)) {
      const { rows, problems } = await typing(bench)
      finding.rows.push(...rows)
      finding.problems.push(...problems)
      const heddle = await keystrokes(bench.effort.turns)
      finding.rows.push({ row: KEYSTROKE, samples: { codex: [], heddle } })
    }
    return finding
  },
}

async function measured(bench: Bench, { rows, sandbox, story, runs }: Case): Promise<Finding> {
  const model = await startModel(story(bench.effort))
  const lab = openLab(model.url)
  const effort = { ...bench.effort, runs: Math.min(bench.effort.runs, runs ?? Infinity) }
  if (runs !== undefined) effort.warmUps = 0
  try {
    const samples = await alternate({ ...bench, effort }, rows[0]?.what ?? '', async program => {
      const place = lab.furnish(program)
      return {
        program,
        async once(): Promise<Sample> {
          const run = await execRun(place, model, 'go', sandbox)
          const times = run.requests.map(request => request.receivedAt)
          expect(times.length >= 2, () => `a turn made ${times.length} requests`)
          const last = times.at(-1) ?? Number.NaN
          const before = times.at(-2) ?? Number.NaN
          return { wall: last - before, memory: run.peakMb }
        },
      }
    })
    return findingOf(rows, samples)
  } finally {
    await model.close()
    lab.remove()
  }
}

const LINES_TYPED = 10

/** A model that types into the session that its first call opened; the number of that session is in the output. */
function typist({ round, input }: RecordedRequest): AnswerRound {
  const output = JSON.stringify(input.at(-1))
  const session = /session ID (\d+)/.exec(JSON.stringify(input))?.[1]
  const says = (text: string): AnswerRound => answerOf({ type: 'text', text })
  if (round === 0)
    return answerOf({ type: 'call', name: 'exec_command', args: { cmd: 'cat', tty: true, yield_time_ms: 250 } })
  if (session === undefined) return says(`There is no session in ${output}`)
  if (round > LINES_TYPED) return says('Done.')
  const args = { session_id: Number(session), chars: `line ${round}\n`, yield_time_ms: 250 }
  return answerOf({ type: 'call', name: 'write_stdin', args })
}

const answerOf = (speech: Speech): AnswerRound => ({ type: 'answer', speech: [speech], ending: { type: 'completed' } })

async function typing(bench: Bench): Promise<Finding> {
  const server = await startModelServer(typist, { checks: false })
  const lab = openLab(server.url)
  let taken = 0
  const model: Model = {
    url: server.url,
    takeRequests: () => {
      const notes = server.requests.slice(taken)
      taken = server.requests.length
      return notes.map(note => ({ ...note, entries: note.input.length }))
    },
    close: server.close,
  }
  try {
    const samples = await alternate(bench, TYPING.what, async program => {
      const place = lab.furnish(program)
      return {
        program,
        async once(): Promise<Sample> {
          const { requests } = await execRun(place, model, 'type', 'danger-full-access')
          expect(requests.length === LINES_TYPED + 2, () => `the session was typed into ${requests.length - 2} times`)
          const times = requests.map(request => request.receivedAt)
          return { wall: median(times.slice(2).map((time, at) => time - (times[at + 1] ?? Number.NaN))) }
        },
      }
    })
    return findingOf([TYPING], samples)
  } finally {
    await model.close()
    lab.remove()
  }
}

/** From a character written to a terminal to its echo, in the executor alone: what a person at the terminal pane feels. */
async function keystrokes(count: number): Promise<Sample[]> {
  const workdir = mkdtempSync(join(tmpdir(), 'heddle-keys-'))
  const unsupported = { available: false as const, reason: 'not needed', fix: '' }
  const exec = createExec({ userShell: '/bin/bash', sandboxSupport: () => Promise.resolve(unsupported) })
  const { signal } = new AbortController()
  let heard: () => void = () => undefined
  try {
    const request = { threadId: 't', callId: 'c', command: 'cat', workdir, tty: true, maxOutputTokens: 1_000 }
    const env = { PATH: process.env['PATH'] ?? '', TERM: 'dumb' }
    const started = await exec.start({ ...request, sandbox: null, env, yieldTimeMs: 250 }, () => heard(), signal)
    if ('error' in started || started.sessionId === null) throw new Error(`no terminal: ${JSON.stringify(started)}`)
    const { sessionId } = started
    const samples: Sample[] = []
    for (let n = 0; n < count; n++) {
      const echoed = new Promise<void>(resolve => (heard = resolve))
      const at = performance.now()
      const written = exec.write(
        { threadId: 't', sessionId, chars: 'x', maxOutputTokens: 100, yieldTimeMs: 250 },
        signal,
      )
      await echoed
      samples.push({ echo: performance.now() - at })
      await written
    }
    return samples
  } finally {
    await exec.dispose()
    rmSync(workdir, { recursive: true, force: true })
  }
}
