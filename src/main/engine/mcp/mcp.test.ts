import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { McpServer } from '../../../core/mcp/servers.ts'
import { descendants } from '../exec/processTree.ts'
import { isAlive, mcpRig, mcpServer, nodeServer } from '../../../testing/mcpRig.ts'
import type { McpRig } from '../../../testing/mcpRig.ts'
import { realMcpServer } from '../../../testing/peers.ts'

const everything = realMcpServer('everything')
const filesystem = realMcpServer('filesystem')

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close()
})

function rig(servers: McpServer[], over?: Parameters<typeof mcpRig>[1]): McpRig {
  const made = mcpRig(servers, over)
  open.push(made)
  return made
}

const never = new AbortController().signal
const phaseOf = ({ mcp }: McpRig, name = 'everything') => mcp.list().find(server => server.name === name)?.state.phase

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The reference server over streamable HTTP. */
async function overHttp(script: string): Promise<McpServer> {
  const port = await freePort()
  const child = spawn(process.execPath, [script, 'streamableHttp'], { env: { ...process.env, PORT: String(port) } })
  open.push({
    close: async () => {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  })
  for await (const chunk of child.stderr) if (String(chunk).includes('listening')) break
  return mcpServer('everything', {
    transport: { type: 'http', url: `http://127.0.0.1:${port}/mcp`, headers: {}, envHeaders: {} },
  })
}

const ways = ['stdio', 'streamable HTTP'] as const

describe.skipIf('missing' in everything)('the reference server "everything"', () => {
  const script = 'path' in everything ? everything.path : ''
  const configured = (way: (typeof ways)[number]) =>
    way === 'stdio' ? Promise.resolve(nodeServer('everything', script)) : overHttp(script)

  describe.each(ways)('over %s', way => {
    test('does what its tools say', async () => {
      const made = rig([await configured(way)])
      expect(phaseOf(made)).toBe('stopped')
      await made.mcp.settle(never)
      await made.until(() => phaseOf(made) === 'ready')
      const names = made.mcp.tools().map(({ name }) => name)
      expect(names).toContain('mcp__everything__echo')
      expect(made.mcp.list()[0]?.about?.name).toMatch(/everything/)

      expect(await made.call('everything', 'echo', { message: 'hello' })).toMatchObject({
        status: 'completed',
        output: 'Echo: hello',
        result: { kind: 'mcp', server: 'everything', tool: 'echo', arguments: { message: 'hello' } },
      })
      expect((await made.call('everything', 'get-sum', { a: 2, b: 3 })).output).toBe('The sum of 2 and 3 is 5.')

      const image = await made.call('everything', 'get-tiny-image')
      expect(image.output).toEqual([
        { type: 'input_text', text: expect.any(String) },
        { type: 'input_image', image_url: expect.stringMatching(/^data:image\/png;base64,/) },
        { type: 'input_text', text: expect.any(String) },
      ])

      const weather = await made.call('everything', 'get-structured-content', { location: 'New York' })
      expect(weather.result).toMatchObject({ structured: { temperature: expect.any(Number) } })

      const links = await made.call('everything', 'get-resource-links', { count: 2 })
      expect(links.output).toMatch(/\[resource link: .*demo:\/\/resource/)

      const wrong = await made.call('everything', 'get-sum', { a: 'x' })
      expect(wrong.status).toBe('failed')
    })

    test('tells how far a long call is, and a call that is stopped ends at once', async () => {
      const made = rig([await configured(way)])
      const progress: string[] = []
      const long = { duration: 0.5, steps: 2 }
      const onProgress = (text: string) => void progress.push(text)
      const done = await made.call('everything', 'trigger-long-running-operation', long, { onProgress })
      expect(done.output).toMatch(/completed/)
      expect(progress[0]).toBe('1/2\n')

      const stop = new AbortController()
      const stopped = made.call(
        'everything',
        'trigger-long-running-operation',
        { duration: 60, steps: 60 },
        {
          signal: stop.signal,
          onProgress: () => stop.abort(),
        },
      )
      expect((await stopped).status).toBe('aborted')
    })

    test('lists and reads resources', async () => {
      const made = rig([await configured(way)])
      await made.mcp.settle(never)
      await made.until(() => phaseOf(made) === 'ready')
      const resources = await made.mcp.resources.list('everything', never)
      expect(resources.length).toBeGreaterThan(3)
      const templates = await made.mcp.resources.templates(null, never)
      expect(templates.map(({ uriTemplate }) => uriTemplate)).toContain('demo://resource/dynamic/text/{resourceId}')
      const uri = 'demo://resource/dynamic/text/1'
      const read = await made.mcp.resources.read(
        { server: 'everything', uri },
        { signal: never, outputTokenLimit: 1000 },
      )
      expect(read.output).toMatch(/^\[resource demo:\/\/resource\/dynamic\/text\/1\]\nResource 1/)
    })

    test('asks the user, in the name of the call', async () => {
      const made = rig([await configured(way)])
      const calling = made.call('everything', 'trigger-elicitation-request')
      await made.until(() => made.mcp.elicitations.list().length === 1)
      const [question] = made.mcp.elicitations.list()
      expect(question).toMatchObject({ server: 'everything', threadId: 'thread-1', callId: 'call-1', mode: 'form' })
      expect(question?.schema).toMatchObject({ type: 'object' })
      const content = { name: 'Ada', check: true, email: 'ada@example.org' }
      expect(made.mcp.elicitations.answer(question?.id ?? '', { action: 'accept', content })).toBe(true)
      const { output } = await calling
      expect(output).toMatch(/Ada/)
      expect(made.mcp.elicitations.list()).toEqual([])

      const other = made.call('everything', 'trigger-url-elicitation', { url: 'https://example.org/pay' })
      await made.until(() => made.mcp.elicitations.list().length === 1)
      const [page] = made.mcp.elicitations.list()
      expect(page).toMatchObject({ mode: 'url', url: 'https://example.org/pay' })
      made.mcp.elicitations.answer(page?.id ?? '', { action: 'decline' })
      expect((await other).output).toMatch(/decline/)
    })

    test('a question whose call is stopped is taken back', async () => {
      const made = rig([await configured(way)])
      const stop = new AbortController()
      const calling = made.call('everything', 'trigger-elicitation-request', {}, { signal: stop.signal })
      await made.until(() => made.mcp.elicitations.list().length === 1)
      stop.abort()
      expect((await calling).status).toBe('aborted')
      expect(made.mcp.elicitations.list()).toEqual([])
    })
  })

  test('a server that is killed is started again and answers', async () => {
    const made = rig([nodeServer('everything', script)])
    await made.call('everything', 'echo', { message: 'one' })
    const [pid = 0] = descendants(process.pid).filter(child =>
      readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('server-everything'),
    )
    const calling = made.call('everything', 'trigger-long-running-operation', { duration: 60, steps: 1 })
    process.kill(pid, 'SIGKILL')
    expect(await calling).toMatchObject({ status: 'failed', output: expect.stringMatching(/SIGKILL/) })
    await made.until(() => phaseOf(made) === 'ready')
    expect((await made.call('everything', 'echo', { message: 'two' })).output).toBe('Echo: two')
    expect(made.mcp.logs('everything').map(({ text }) => text)).toContain('Connection lost: it was ended by SIGKILL.')
  })

  test('gets a few variables, those it is given, and none of ours', async () => {
    const config = nodeServer('everything', script)
    const transport = { ...config.transport, env: { SERVER_TOKEN: 'given-0123456789' }, envVars: ['PASSED_ON'] }
    const environment = { PATH: process.env.PATH, HOME: '/tmp', PASSED_ON: 'yes', OPENAI_API_KEY: 'canary', FOO: 'bar' }
    const made = rig([{ ...config, transport: transport as McpServer['transport'] }], { environment })
    const { output } = await made.call('everything', 'get-env')
    expect(JSON.parse(String(output))).toEqual({
      PATH: process.env.PATH,
      HOME: '/tmp',
      PASSED_ON: 'yes',
      SERVER_TOKEN: 'given-0123456789',
    })
  })

  test('only the tools that the configuration lets through are offered', async () => {
    const config = nodeServer('everything', script, [], {
      enabledTools: ['echo', 'get-sum'],
      disabledTools: ['get-sum'],
    })
    const made = rig([config])
    await made.mcp.settle(never)
    await made.until(() => phaseOf(made) === 'ready')
    expect(made.mcp.tools().map(({ tool }) => tool)).toEqual(['echo'])
  })

  test('leaves no process behind', async () => {
    const made = mcpRig([nodeServer('everything', script)])
    await made.call('everything', 'echo', { message: 'one' })
    const pids = descendants(process.pid)
    expect(pids.length).toBeGreaterThan(0)
    await made.close()
    expect(pids.filter(isAlive)).toEqual([])
  })
})

describe.skipIf('missing' in filesystem)('the reference server "filesystem"', () => {
  test('reads and writes inside its folder and not outside', async () => {
    const script = 'path' in filesystem ? filesystem.path : ''
    const made = rig([])
    made.mcp.configure([nodeServer('files', script, [made.home])])
    const path = `${made.home}/note.txt`
    expect((await made.call('files', 'write_file', { path, content: 'kept' })).status).toBe('completed')
    expect(readFileSync(path, 'utf8')).toBe('kept')
    expect((await made.call('files', 'read_text_file', { path })).output).toBe('kept')
    const outside = await made.call('files', 'read_text_file', { path: '/etc/hostname' })
    expect(outside).toMatchObject({ status: 'failed', output: expect.stringMatching(/denied/i) })
  })
})
