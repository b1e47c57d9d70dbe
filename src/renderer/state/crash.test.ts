import { expect, test } from 'vitest'
import type { Call, CallResult } from '../../core/thread/calls.ts'
import { NO_USAGE } from '../../core/thread/thread.ts'
import { lostSessions } from './crash.ts'

const done = (id: string, result: CallResult): Call => ({
  type: 'call',
  id,
  at: 0,
  item: { type: 'function_call', call_id: id, name: 'exec_command', arguments: '{}' },
  phase: 'done',
  finishedAt: 1,
  status: 'completed',
  result,
})
const left = (id: string, cmd: string, sessionId: number) =>
  done(id, {
    kind: 'command',
    command: ['bash', '-lc', cmd],
    cwd: '/w',
    parsed: [],
    exitCode: null,
    sessionId,
    output: '',
    durationMs: 1,
    sandboxed: true,
  })
const looked = (id: string, sessionId: number, exitCode: number | null) =>
  done(id, { kind: 'terminal', sessionId, chars: '', output: '', exitCode })

test('commands that ran on and were not seen to end are lost', () => {
  const items = [left('a', 'npm run dev', 1), left('b', 'make', 2), looked('c', 1, null), looked('d', 2, 0)]
  const turn = {
    id: 't',
    status: 'running' as const,
    startedAt: 0,
    firstSeq: 0,
    lastSeq: 9,
    items,
    usage: NO_USAGE,
    owesSample: true,
    sampleOpen: false,
    interruptRequested: false,
  }
  expect(lostSessions(turn)).toEqual([{ callId: 'a', command: 'npm run dev' }])
})
