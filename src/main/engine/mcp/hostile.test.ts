import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { McpServer } from '../../../core/mcp/servers.ts'
import { hostileServer, isAlive, mcpRig } from '../../../testing/mcpRig.ts'
import type { McpRig } from '../../../testing/mcpRig.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close()
})

function rig(trick: string, over: Partial<McpServer> = {}, deps?: Parameters<typeof mcpRig>[1]): McpRig {
  const made = mcpRig([hostileServer(trick, over)], deps)
  open.push(made)
  return made
}

const never = new AbortController().signal
const stateOf = ({ mcp }: McpRig) => mcp.list()[0]!.state
const isOver = (made: McpRig) => {
  const state = stateOf(made)
  return state.phase === 'failed' && state.nextRetryAt === null
}
const logOf = ({ mcp }: McpRig) =>
  mcp
    .logs('hostile')
    .map(({ text }) => text)
    .join('\n')
const textOf = (output: unknown): string => (typeof output === 'string' ? output : JSON.stringify(output))

describe('X1: a server that does not start', () => {
  test('one that says nothing fails after its time', async () => {
    const made = rig('mute', { startupTimeoutMs: 150 })
    made.mcp.start()
    await made.until(() => isOver(made))
    expect(stateOf(made)).toMatchObject({ attempt: 5, reason: expect.stringMatching(/within 0.15 s/) })
    expect((await made.call('hostile', 'echo')).output).toMatch(/not running: It did not start within/)
  })

  test('one that exits at once is tried five times and can be tried again by hand', async () => {
    const made = rig('exit')
    made.mcp.start()
    await made.until(() => isOver(made))
    expect(stateOf(made)).toMatchObject({ attempt: 5, reason: expect.stringMatching(/exited with code 3/) })
    made.mcp.restart('hostile')
    expect(stateOf(made)).toMatchObject({ phase: 'starting', attempt: 1 })
  })

  test('a program that is not there is tried once', async () => {
    const made = mcpRig([
      hostileServer('none', {
        transport: { type: 'stdio', command: 'no-such-program', args: [], env: {}, envVars: [] },
      }),
    ])
    open.push(made)
    await made.mcp.settle(never)
    expect(stateOf(made)).toMatchObject({ phase: 'failed', attempt: 1, nextRetryAt: null })
  })

  test('a required one that is not there fails the turn', async () => {
    const made = rig('exit', { required: true })
    await expect(made.mcp.settle(never)).rejects.toThrow(/hostile is not running/)
  })

  test('a turn waits for a slow one only so long', async () => {
    const made = rig('mute', {}, { graceMs: 50 })
    await made.mcp.settle(never)
    expect(stateOf(made).phase).toBe('starting')
  })

  test.each(['garbage', 'stderr', 'stderrLine'])('one that prints %s works all the same', async trick => {
    const made = rig(trick)
    expect((await made.call('hostile', 'echo', { message: 'hi' })).output).toBe('hi')
    expect(made.mcp.logs('hostile').length).toBeLessThanOrEqual(500)
  })

  test('a line that never ends costs no memory', async () => {
    const made = rig('endless', { startupTimeoutMs: 1500 }, { backoffMs: () => 60_000 })
    const before = process.memoryUsage.rss()
    made.mcp.start()
    await made.until(() => stateOf(made).phase === 'failed')
    expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 1024 * 1024)
  })

  test('an answer of 256 MB is read by its ends', async () => {
    const made = rig('huge', { toolTimeoutMs: 25_000 })
    const { output } = await made.call('hostile', 'echo')
    expect(textOf(output)).toMatch(/the answer has 268435\d+ bytes/)
  })

  test('one that crashes at every call is started again each time, until it is enough', async () => {
    const made = rig('crash')
    for (let n = 0; n < 5; n++) expect((await made.call('hostile', 'echo')).status).toBe('failed')
    await made.until(() => isOver(made))
    expect(stateOf(made)).toMatchObject({ attempt: 5, reason: expect.stringMatching(/code 9/) })
  })

  test('one that closes its output is ended', async () => {
    const made = rig('closesOutput', {}, { backoffMs: () => 60_000 })
    expect(await made.call('hostile', 'echo')).toMatchObject({
      status: 'failed',
      output: expect.stringMatching(/gone/),
    })
  })
})

describe('X2: what a server lists', () => {
  const listed = async (trick: string) => {
    const made = rig(trick)
    await made.mcp.settle(never)
    expect(stateOf(made).phase).toBe('ready')
    return { tools: made.mcp.tools(), notes: made.mcp.list()[0]!.notes }
  }

  test('10,000 tools', async () => {
    const { tools, notes } = await listed('many')
    expect(tools).toHaveLength(500)
    expect(notes[0]).toMatch(/10000/)
  })

  test('a description of 5 MB, a schema of 10,000 levels', async () => {
    expect((await listed('described')).tools[0]?.description).toHaveLength(4096)
    expect((await listed('deep')).tools[0]?.inputSchema).toMatchObject({ additionalProperties: true })
  })

  test('pages without end', async () => {
    expect((await listed('pages')).tools).toHaveLength(1)
  })

  test('names that look like others', async () => {
    const { tools } = await listed('shadow')
    const names = tools.map(({ name }) => name)
    expect(new Set(names).size).toBe(7)
    for (const name of names) expect(name).toMatch(/^mcp__hostile__[a-zA-Z0-9_-]{1,51}$/)
  })

  test('a pattern that takes for ever is not run', async () => {
    const made = rig('pattern')
    expect((await made.call('hostile', 'echo', { a: `${'a'.repeat(40)}!` })).status).toBe('completed')
    const structured = rig('structured')
    expect((await structured.call('hostile', 'echo')).output).toBe(`{"a":"${'a'.repeat(40)}!"}`)
  })
})

test('X3: a tool that changes has another hash', async () => {
  const made = rig('changes')
  await made.mcp.settle(never)
  const before = made.mcp.tools()[0]?.schemaHash
  await made.call('hostile', 'echo')
  await made.until(() => made.mcp.tools()[0]?.schemaHash !== before)
  expect(made.mcp.tools()[0]?.description).toBe('Sends it elsewhere.')
})

describe('X4: a server that talks', () => {
  test('a flood does not keep anything else from running, and can be stopped', async () => {
    const made = rig('flood')
    await made.mcp.settle(never)
    const stop = new AbortController()
    const calling = made.call('hostile', 'echo', {}, { signal: stop.signal })
    // Both sides of the event loop get their turn, and the log tells of the flood.
    while (!logOf(made).includes('notifications were dropped')) await nextTurn()
    stop.abort()
    expect((await calling).status).toBe('aborted')
    expect(made.mcp.logs('hostile').length).toBeLessThanOrEqual(500)
  })

  test('sampling and roots are no methods, and only pages of the web are shown', async () => {
    expect((await rig('asks').call('hostile', 'echo')).output).toBe('[-32601,-32601,"decline"]')
  })

  test('at most five questions wait at a time', async () => {
    const made = rig('pesters')
    expect((await made.call('hostile', 'echo')).output).toBe('["decline","decline","decline"]')
    expect(logOf(made)).toMatch(/too many questions/)
    expect(made.mcp.elicitations.list()).toEqual([])
  })
})

describe('X5: what a tool answers', () => {
  test('100 MB of text', async () => {
    const { output, result } = await rig('big').call('hostile', 'echo', {}, { outputTokenLimit: 1000 })
    expect(textOf(output).length).toBeLessThan(200_000)
    expect(textOf(output)).toMatch(/100000\d+ bytes[^]*head-x+[^]*x-tail/)
    expect(result).toMatchObject({ kind: 'mcp' })
  })

  test('pictures that are none, links and markup', async () => {
    const { output } = await rig('pictures').call('hostile', 'echo')
    expect(output).toEqual([
      { type: 'input_image', image_url: expect.stringMatching(/^data:image\/png;base64,/) },
      { type: 'input_text', text: '[image left out: 100000 × 100000 pixels, more than 50000000]' },
      { type: 'input_text', text: '[image left out: 21 bytes, neither PNG, JPEG, GIF nor WebP]' },
      { type: 'input_text', text: '[image left out: 11250000 bytes, more than 10485760]' },
      { type: 'input_text', text: '[audio (audio/wav, 3 bytes) left out]' },
      { type: 'input_text', text: '[resource link: secrets file:///etc/shadow]' },
      { type: 'input_text', text: '[resource ui://x]\n<script>alert(1)</script>' },
      { type: 'input_text', text: '[content of type surprise left out]' },
      { type: 'input_text', text: '[content of an unknown kind left out]' },
    ])
  })

  test('structured content of 50,000 levels', async () => {
    const { status, output } = await rig('deepResult').call('hostile', 'echo', {}, { outputTokenLimit: 100 })
    expect(status).toBe('completed')
    expect(textOf(output)).toMatch(/truncated/)
  })

  test('nothing, within its time', async () => {
    const { status, output } = await rig('hangs', { toolTimeoutMs: 100 }).call('hostile', 'echo')
    expect([status, output]).toEqual(['failed', 'hostile/echo failed: no answer within 0.1 s'])
  })

  test('the secret it was given is shown to nobody', async () => {
    const config = hostileServer('leaks')
    const made = mcpRig([
      {
        ...config,
        transport: { ...config.transport, env: { SERVER_TOKEN: 'canary-0123456789' } } as McpServer['transport'],
      },
    ])
    open.push(made)
    const outcome = await made.call('hostile', 'echo')
    expect(JSON.stringify(outcome) + logOf(made)).not.toContain('canary-0123456789')
    expect(outcome.output).toContain('[redacted]')
  })
})

describe('X7: a server that does not want to go', () => {
  test('is ended within five seconds', async () => {
    const made = mcpRig([hostileServer('stubborn')])
    const { output } = await made.call('hostile', 'echo')
    const pid = Number(/\d+/.exec(String(output))?.[0])
    expect(isAlive(pid)).toBe(true)
    await made.close()
    expect(isAlive(pid)).toBe(false)
  }, 5000)

  test('does not outlive us when we exit', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'heddle-mcp-exit-'))
    open.push({ close: () => rmSync(dir, { recursive: true }) })
    const program = `
      import { writeFileSync } from 'node:fs'
      import { hostileServer, mcpRig } from ${JSON.stringify(join(import.meta.dirname, '../../../testing/mcpRig.ts'))}
      const { output } = await mcpRig([hostileServer('stubborn')]).call('hostile', 'echo')
      writeFileSync(${JSON.stringify(join(dir, 'said'))}, output)
      process.exit(0)`
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
      timeout: 20_000,
      env: { ...process.env, TMPDIR: dir }, // it leaves its home behind
    })
    expect([status, String(stderr)]).toEqual([0, expect.any(String)])
    const pid = Number(/\d+/.exec(readFileSync(join(dir, 'said'), 'utf8'))?.[0])
    expect(pid).toBeGreaterThan(0)
    // Killed as we left, it is there until somebody has looked at how it ended.
    await expect.poll(() => isAlive(pid)).toBe(false)
  })
})
