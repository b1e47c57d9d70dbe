import { describe, expect, test } from 'vitest'
import type { ModelInfo } from '../../../core/context/request.ts'
import type { Call, McpSubject } from '../../../core/thread/calls.ts'
import type { CallItem } from '../../../core/thread/items.ts'
import type { Mcp } from '../mcp/mcp.ts'
import type { McpTool } from '../mcp/views.ts'
import { withMcpTools } from './mcpTools.ts'
import { createRegistry } from './registry.ts'
import type { Tool, ToolRun } from './tool.ts'

const listed = (over: Partial<McpTool> = {}): McpTool => ({
  name: 'mcp__docs__search',
  server: 'docs',
  tool: 'search',
  description: 'Finds.',
  inputSchema: { type: 'object', properties: {} },
  hints: {},
  schemaHash: 'one',
  approvalMode: 'auto',
  origin: 'config.toml:1',
  parallel: false,
  ...over,
})

const model = { outputTokenLimit: 100 } as ModelInfo
const subject: McpSubject = { server: 'docs', tool: 'search', schemaHash: 'one', arguments: {} }
const item = (name = 'mcp__docs__search', args = '{}'): CallItem => ({
  type: 'function_call',
  call_id: 'c',
  name,
  arguments: args,
})

function rig(own: Tool<never>[] = []) {
  let tools = [listed()]
  const calls: Parameters<Mcp['call']>[0][] = []
  const ends: (() => void)[] = []
  const mcp: Parameters<typeof withMcpTools>[1] = {
    names: () => ['docs'],
    tools: () => tools,
    call: async call => {
      calls.push(call)
      await new Promise<void>(resolve => ends.push(resolve))
      return { status: 'completed', output: 'found' }
    },
    resources: {} as Mcp['resources'],
  }
  const registry = withMcpTools(createRegistry(own), mcp, (_, server) => server !== 'elsewhere')
  const run = (over: Partial<ToolRun> = {}, approved?: McpSubject) => {
    const call = { type: 'call', id: 'c', item: item(), at: 0, phase: 'running', approvedMcp: approved } as Call
    const routed = registry.route(item())
    if (!routed.ok) throw new Error(routed.error)
    return routed.tool.run(routed.args, {
      call,
      model,
      signal: new AbortController().signal,
      threadId: 't',
      cwd: '/w',
      onOutput: () => undefined,
      ...over,
    } as ToolRun)
  }
  return { registry, calls, ends, run, list: (next: McpTool[]) => void (tools = next) }
}

/** Lets everything run that waits for nothing. */
const settle = () => new Promise<void>(resolve => setImmediate(resolve))

describe('tools of servers in the registry', () => {
  test('are offered behind the built-in ones as long as they are there, as the same objects', () => {
    const { registry, list } = rig()
    const names = () => registry.specs(model, '/w').map(spec => ('name' in spec ? spec.name : ''))
    expect(names()).toContain('mcp__docs__search')
    expect(registry.specs(model, '/w').at(-1)).toBe(registry.specs(model, '/w').at(-1))
    list([])
    expect(names()).not.toContain('mcp__docs__search')
    expect(registry.route(item())).toEqual({ ok: false, error: 'unsupported call: mcp__docs__search' })
  })

  test('take the place of no built-in one', () => {
    const own = {
      name: 'mcp__docs__search',
      spec: () => ({}),
      parse: () => ({ ok: true, args: {} }),
    } as unknown as Tool<never>
    const { registry } = rig([own])
    expect(registry.get('mcp__docs__search')).toBe(own)
    expect(
      registry.specs(model, '/w').filter(spec => 'name' in spec && spec.name === 'mcp__docs__search'),
    ).toHaveLength(0)
  })

  test.each(['[1]', '"x"', 'null', '{'])('arguments that are no object are returned: %s', args => {
    expect(rig().registry.route(item(undefined, args))).toMatchObject({ ok: false })
  })
})

describe('a call', () => {
  test('waits for the one before it on the same server, and not where the server takes several', async () => {
    const one = rig()
    const both = [one.run(), one.run()]
    await settle()
    expect(one.calls).toHaveLength(1)
    one.ends.forEach(end => end())
    await both[0]
    await settle()
    expect(one.calls).toHaveLength(2)
    one.ends.forEach(end => end())
    await Promise.all(both)

    const several = rig()
    several.list([listed({ parallel: true })])
    void several.run()
    void several.run()
    await settle()
    expect(several.calls).toHaveLength(2)
  })

  test('that is stopped while it waits ends at once and never runs', async () => {
    const { run, calls, ends } = rig()
    const first = run()
    const stop = new AbortController()
    const second = run({ signal: stop.signal })
    stop.abort()
    expect((await second).status).toBe('aborted')
    await settle()
    ends.forEach(end => end())
    await first
    await settle()
    expect(calls).toHaveLength(1)
  })

  test('runs as what was approved, or not at all', async () => {
    const { run, calls, ends } = rig()
    expect((await run({}, { ...subject, schemaHash: 'before' })).output).toMatch(/Nothing ran/)
    expect((await run({}, { ...subject, tool: 'other' })).output).toMatch(/Nothing ran/)
    expect(calls).toEqual([])
    const fine = run({}, subject)
    await settle()
    ends.forEach(end => end())
    expect((await fine).status).toBe('completed')
  })

  test('does not run when the tool changed while it waited', async () => {
    const { run, list, ends, calls } = rig()
    const first = run()
    const second = run()
    await settle()
    list([listed({ schemaHash: 'two' })])
    ends.forEach(end => end())
    await first
    expect((await second).output).toMatch(/Nothing ran/)
    expect(calls).toHaveLength(1)
  })
})

test('tools of a server that another project brought along are neither told of nor run', async () => {
  const { registry, run, list, calls } = rig()
  list([listed({ server: 'elsewhere' })])
  expect(registry.specs(model, '/w').some(spec => 'name' in spec && String(spec.name).startsWith('mcp__'))).toBe(false)
  expect(await run()).toMatchObject({ status: 'failed' })
  expect(calls).toEqual([])
})
