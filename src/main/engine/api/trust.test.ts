import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { sandboxOf } from '../../../core/thread/settings.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { connect } from '../../../rpc/connect.ts'
import { memoryPorts } from '../../../rpc/ports/memory.ts'
import { tempHome } from '../../../testing/heddle.ts'
import { createEngine } from '../engine.ts'
import { followed } from './trust.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

const settings = (over: Partial<ThreadSettings> = {}): ThreadSettings => ({
  provider: 'p',
  model: 'm',
  mode: 'code',
  approvalPolicy: 'on-request',
  sandbox: sandboxOf('workspace-write'),
  ...over,
})

test('what a thread has from its folder follows the folder', () => {
  const after = settings({ model: 'n', effort: 'high', approvalPolicy: 'untrusted', sandbox: sandboxOf('read-only') })
  expect(followed(settings(), settings(), after)).toEqual(after)
})

test('what was chosen for the thread stays', () => {
  const mine = settings({ model: 'mine', approvalPolicy: 'never', sandbox: sandboxOf('danger-full-access') })
  const after = settings({ model: 'n', effort: 'high', approvalPolicy: 'untrusted' })
  expect(followed(mine, settings(), after)).toEqual({ ...mine, effort: 'high' })
})

test('a project that became untrusted is read-only for every thread', () => {
  const mine = settings({ sandbox: sandboxOf('danger-full-access') })
  expect(followed(mine, settings(), settings({ sandbox: sandboxOf('read-only') })).sandbox.mode).toBe('read-only')
})

test('an answer over the wire counts for open threads and new ones at once', async () => {
  const { home, workspace, remove } = tempHome('http://127.0.0.1:9')
  open.push(remove)
  mkdirSync(join(workspace, '.codex'))
  writeFileSync(join(workspace, '.codex/config.toml'), 'approval_policy = "untrusted"\nmodel = "theirs"\n')
  const engine = await createEngine({ host: 'test', home, environment: { HOME: home, MOCK_KEY: 'k' } })
  open.push(engine.close)
  const [mine, theirs] = memoryPorts()
  engine.serve(theirs)
  const client = connect(mine)
  const actor = await engine.startThread({ cwd: workspace })
  const current = () => actor.state.thread().settings
  const fresh = async () => (await client.call('settings/read', { cwd: workspace })).settings
  const start = current()
  expect(start).toMatchObject({ approvalPolicy: 'on-request', sandbox: { mode: 'workspace-write' } })

  const asked = await client.call('workspace/trust', { cwd: workspace })
  expect(asked).toMatchObject({ level: 'asked', obstacle: null })
  expect(asked.offers.map(({ title, effect }) => [title, effect])).toEqual([
    ['approval_policy = "untrusted"', 'tightens'],
    ['model = "theirs"', 'applies'],
  ])

  expect((await client.call('workspace/setTrust', { cwd: workspace, level: 'trusted' })).level).toBe('trusted')
  expect(current()).toMatchObject({ approvalPolicy: 'untrusted', model: 'theirs' })
  expect(await fresh()).toEqual(current())

  await client.call('workspace/setTrust', { cwd: workspace, level: 'untrusted' })
  expect(current()).toMatchObject({ approvalPolicy: 'on-request', sandbox: { mode: 'read-only' } })
  await client.call('workspace/setTrust', { cwd: workspace, level: 'forget' })
  expect(current()).toEqual(start)
  expect(readFileSync(join(home, 'config.toml'), 'utf8')).not.toContain('[projects')

  await expect(client.call('workspace/setTrust', { cwd: home, level: 'trusted' })).rejects.toMatchObject({
    code: 'workspace.notTrustable',
  })
})
