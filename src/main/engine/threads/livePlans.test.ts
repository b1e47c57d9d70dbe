import { expect, test } from 'vitest'
import { sandboxOf } from '../../../core/thread/settings.ts'
import { NO_USAGE } from '../../../core/thread/thread.ts'
import type { Turn } from '../../../core/thread/thread.ts'
import { createLivePlans } from './livePlans.ts'

const turn = (mode: string, items: Turn['items'] = []): Turn => ({
  id: 't',
  status: 'running',
  startedAt: 0,
  firstSeq: 0,
  lastSeq: 0,
  settings: { provider: 'p', model: 'm', mode, approvalPolicy: 'never', sandbox: sandboxOf('read-only') },
  items,
  usage: NO_USAGE,
  owesSample: false,
  sampleOpen: false,
  interruptRequested: false,
})
const text = (itemId: string, said: string) => ({ kind: 'text' as const, itemId, text: said })
const BLOCK = '<proposed_plan>\ndo it\n</proposed_plan>\n'

test('plans stream by the ids that their items will have', () => {
  const live = createLivePlans(turn('plan', [{ type: 'plan', id: 't-plan', text: 'old', at: 0 }]))
  expect(live.split(text('m1', `So:\n${BLOCK}`))).toEqual([
    { kind: 'text', itemId: 'm1', text: 'So:\n' },
    { kind: 'plan', itemId: 't-plan-2', text: 'do it\n' },
  ])
  expect(live.split(text('m2', BLOCK))).toEqual([{ kind: 'plan', itemId: 't-plan-3', text: 'do it\n' }])
})

test('an answer that is asked for again begins anew', () => {
  const live = createLivePlans(turn('plan'))
  live.split(text('m1', '<proposed_plan>\nhalf of'))
  live.restart()
  expect(live.split(text('m1', 'Hm.'))).toEqual([text('m1', 'Hm.')])
  expect(live.split(text('m1', `\n${BLOCK}`))[1]).toMatchObject({ itemId: 't-plan' })
})

test('outside Plan mode, and of anything but text, deltas stay as they are', () => {
  expect(createLivePlans(turn('code')).split(text('m1', BLOCK))).toEqual([text('m1', BLOCK)])
  const written = { kind: 'arguments' as const, itemId: 'c', text: BLOCK, name: 'exec_command' }
  expect(createLivePlans(turn('plan')).split(written)).toEqual([written])
})
