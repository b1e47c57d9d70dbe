import type { ContextReport } from '../../src/contract/compaction.ts'
import { script } from './threads.ts'

/** A thread of some length that was compacted once, and what its window holds. */
export function contextThread() {
  const log = script('full').create('Fix flaky session test')
  log.asks('The resume test fails one time in twenty. Find out why, fix the cause, not the test.')
  for (let n = 0; n < 6; n++) log.runs(`npx vitest run src/part-${n} --repeat 200`, 'ok\n'.repeat(40)).samples()
  log
    .says('The two opens race: `openThread` reads the cursor before the projection of the tail has committed.')
    .finishes()
  return log.asks('Now write a test that would have caught it.').says('It fails without the fix.').samples().finishes()
}

const piece = (kind: ContextReport['kinds'][number]['kind'], tokens: number, label: string, at?: [string, string]) => ({
  kind,
  tokens,
  label,
  itemId: at?.[0] ?? null,
  turnId: at?.[1] ?? null,
})

export function contextReport(): ContextReport {
  const thread = contextThread().thread()
  const turnId = thread.turns[0]?.id ?? ''
  const calls = thread.turns[0]?.items.filter(item => item.type === 'call') ?? []
  const message = thread.turns[0]?.items.find(item => item.type === 'userMessage')
  const outputs = calls.map((call, n) =>
    piece('output', 24_000 - n * 2_900, `exec_command npx vitest run src/part-${n} --repeat 200`, [call.id, turnId]),
  )
  return {
    measuredTokens: 168_240,
    estimatedTokens: 161_900,
    windowTokens: 258_400,
    compactAtTokens: 244_800,
    compactions: 1,
    kinds: [
      { kind: 'output', tokens: 100_500, count: 6 },
      { kind: 'reasoning', tokens: 21_300, count: 14 },
      { kind: 'summary', tokens: 9_800, count: 1 },
      { kind: 'tools', tokens: 9_400, count: 1 },
      { kind: 'call', tokens: 7_700, count: 31 },
      { kind: 'answer', tokens: 6_100, count: 12 },
      { kind: 'instructions', tokens: 3_300, count: 1 },
      { kind: 'image', tokens: 1_100, count: 1 },
      { kind: 'guidance', tokens: 1_050, count: 1 },
      { kind: 'user', tokens: 980, count: 2 },
      { kind: 'permissions', tokens: 520, count: 2 },
      { kind: 'environment', tokens: 150, count: 1 },
    ],
    largest: [
      ...outputs,
      piece('summary', 9_800, 'The earlier part of this thread was cut off to make room.'),
      piece('tools', 9_400, 'Tools that the model may call'),
      ...Array.from({ length: 24 }, (_, n) =>
        piece('reasoning', 1_400 - n * 40, `Looking at part ${n} of the projection`),
      ),
    ],
    kept: {
      messages: [
        piece('user', 760, message?.type === 'userMessage' ? 'The resume test fails one time in twenty.' : '', [
          message?.id ?? '',
          turnId,
        ]),
        piece('user', 220, 'Now write a test that would have caught it.'),
      ].map(({ tokens, label, itemId, turnId }) => ({ tokens, label, itemId, turnId })),
      cutTokens: 340,
      leftTokens: 15_600,
    },
  }
}
