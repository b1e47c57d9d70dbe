import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Call, Decision } from '../../../core/thread/calls.ts'
import { sandboxOf } from '../../../core/thread/settings.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { callsOf, waitingCalls } from '../../../core/thread/thread.ts'
import { providerToml, tempHome } from '../../../testing/heddle.ts'
import type { TempHome } from '../../../testing/heddle.ts'
import { script, startModelServer } from '../../../testing/modelServer.ts'
import { createEngine } from '../engine.ts'
import type { Engine } from '../engine.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close()
})

const HOSTILE = resolve(import.meta.dirname, '../../../testing/hostileMcpServer.mjs')
const never = new AbortController().signal

const settings = (over: Partial<ThreadSettings> = {}): ThreadSettings => ({
  provider: 'mock',
  model: 'gpt-5.5',
  mode: 'code',
  approvalPolicy: 'on-request',
  sandbox: sandboxOf('workspace-write'),
  ...over,
})

const server = (trick = 'none', more = '') =>
  `[mcp_servers.docs]\ncommand = "${process.execPath}"\nargs = ["${HOSTILE}", "${trick}"]\n${more}`

async function rig(source: Parameters<typeof startModelServer>[0], config: string) {
  const model = await startModelServer(source)
  const home = tempHome(model.url, config)
  open.push({ close: home.remove }, model)
  return { model, home }
}

async function engineIn({ home }: TempHome): Promise<Engine> {
  const environment = { PATH: process.env.PATH, HOME: home, MOCK_KEY: 'k' }
  const engine = await createEngine({ host: 'test', home, environment })
  open.push(engine)
  return engine
}

/** One turn in a new thread; a question is answered with the decision. What it asked and how its call ended. */
async function turn(engine: Engine, home: TempHome, decision: Decision | null, over?: Partial<ThreadSettings>) {
  const actor = await engine.startThread({ cwd: home.workspace, settings: settings(over) })
  const content = [{ type: 'input_text' as const, text: 'go' }]
  const { turnId } = await actor.send({ inputId: 'input-1', content, delivery: 'steer' })
  let asked: Call | undefined
  if (decision) {
    await actor.state.until(thread => waitingCalls(thread).length > 0, never)
    asked = waitingCalls(actor.state.thread())[0]
    await actor.command({ type: 'answerApproval', turnId: turnId ?? '', callId: asked?.id ?? '', decision })
  }
  await actor.idle()
  const last = actor.state.thread().turns[0]!
  const [call] = callsOf(last)
  return { request: asked?.phase === 'waiting' ? asked.request : undefined, call, turn: last }
}

const calling = () => script().calls('mcp__docs__echo', { message: 'hello' }).says('Done.')

test('a tool of a server asks once, runs, and is remembered for good, until it changes', async () => {
  const { model, home } = await rig(
    calling().next().calls('mcp__docs__echo', {}).says('Done.').next().calls('mcp__docs__echo', {}).says('Done.'),
    server(),
  )
  const first = await engineIn(home)
  const once = await turn(first, home, { type: 'approveTool', scope: 'everywhere' })
  expect(once.request).toMatchObject({
    kind: 'mcp',
    reason: { code: 'mcp.unknown' },
    mcp: { server: 'docs', tool: 'echo', description: 'Says it again.', arguments: { message: 'hello' } },
  })
  expect(once.call).toMatchObject({ status: 'completed', result: { kind: 'mcp', server: 'docs', tool: 'echo' } })
  expect(JSON.stringify(model.requests[0])).toContain('mcp__docs__echo')
  expect(JSON.stringify(model.requests[1])).toContain('"hello"')
  const kept = join(home.home, 'mcp_approvals.json')
  expect(statSync(kept).mode & 0o777).toBe(0o600)

  const again = await turn(first, home, null)
  expect(again.call).toMatchObject({ status: 'completed', reason: { code: 'allowed.tool' } })
  await first.close()

  const config = join(home.home, 'config.toml')
  writeFileSync(config, readFileSync(config, 'utf8').replace('"none"', '"other"'))
  const changed = await turn(await engineIn(home), home, { type: 'deny' })
  expect(changed.request).toMatchObject({
    reason: { code: 'mcp.changed' },
    mcp: { description: 'Sends it elsewhere.' },
  })
  expect(changed.call).toMatchObject({ status: 'declined' })
  expect(model.problems).toEqual([])
})

test('under policy never a tool is refused, and the model is told how it could run', async () => {
  const { model, home } = await rig(calling(), server())
  const { call } = await turn(await engineIn(home), home, null, { approvalPolicy: 'never' })
  expect(call).toMatchObject({ status: 'declined' })
  expect(JSON.stringify(model.requests[1])).toContain('approval_mode')
})

test('a required server that does not start fails the turn with its name', async () => {
  const { home } = await rig(calling(), `[mcp_servers.docs]\ncommand = "no-such-program"\nrequired = true\n`)
  const { turn: ended } = await turn(await engineIn(home), home, null)
  expect(ended).toMatchObject({
    status: 'failed',
    failure: { code: 'tools.missing', message: expect.stringMatching(/docs/) },
  })
})

test('without servers the model is told of no tool for them', async () => {
  const { model, home } = await rig(script().says('Done.'), '')
  await turn(await engineIn(home), home, null)
  expect(JSON.stringify(model.requests[0])).not.toContain('mcp')
})

test('a server of a repository is not started', async () => {
  const { model, home } = await rig(script().says('Done.'), '')
  writeFileSync(
    join(home.home, 'config.toml'),
    `${providerToml(model.url)}\nprojects."${home.workspace}".trust_level = "trusted"\n`,
  )
  mkdirSync(join(home.workspace, '.codex'))
  writeFileSync(join(home.workspace, '.codex/config.toml'), server())
  await turn(await engineIn(home), home, null)
  expect(JSON.stringify(model.requests[0])).not.toContain('mcp__')
})
