import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { Frame } from '../../contract/router.ts'
import type { Client } from '../../rpc/client.ts'
import { begin, closeLater, newId, rig, send, settings, start } from '../../testing/engineRig.ts'
import { isAlive } from '../../testing/execRig.ts'
import { startHeddle, tempHome } from '../../testing/heddle.ts'
import { script } from '../../testing/modelServer.ts'
import { clientOf } from '../../testing/serveClient.ts'

type Terminals = Frame<'terminals/watch'>

/** The newest state of the terminals, and a way to wait for one. */
function terminals(client: Client) {
  let now: Terminals | null = null
  const waiting = new Set<() => void>()
  client.subscribe('terminals/watch', {}, frame => {
    now = frame
    waiting.forEach(look => look())
  })
  return (isThere: (state: Terminals) => boolean) =>
    new Promise<Terminals>(resolve => {
      const look = () => {
        if (!now || !isThere(now)) return
        waiting.delete(look)
        resolve(now)
      }
      waiting.add(look)
      look()
    })
}

/** Everything that a terminal says until it matches, read the way a page reads it. */
async function reads(client: Client, terminalId: string, wanted: RegExp): Promise<RegExpExecArray> {
  let text = ''
  for (let from = 0, over = false; !over;) {
    const piece = await client.call('terminal/read', { terminalId, from, maxBytes: 1024 })
    expect(piece.offset).toBe(from)
    const bytes = Buffer.from(piece.data, 'base64')
    text += bytes.toString()
    from += bytes.length
    const match = wanted.exec(text)
    if (match) return match
    over = piece.ended && bytes.length === 0
  }
  throw new Error(`It ended after:\n${text}`)
}

const lines = { tty: true, cmd: 'while read -r line; do echo "got:$line"; done', yield_time_ms: 250 }

test('a person takes a terminal of the agent over; the agent is told, cannot type, and sees what was typed', async () => {
  const outputs: string[] = []
  const answerTo = (input: unknown[]) => {
    const last = JSON.stringify(input.at(-1))
    outputs.push(last)
    const id = Number(/session ID (\d+)/.exec(JSON.stringify(input))?.[1])
    if (!id) return script().calls('exec_command', lines)
    if (last.includes('Please type')) return script().calls('write_stdin', { session_id: id, chars: 'theirs\n' })
    if (last.includes('Please look')) return script().calls('write_stdin', { session_id: id, yield_time_ms: 5000 })
    return script().says('ok')
  }
  const at = await rig(({ input }) => answerTo(input).rounds[0] ?? expect.fail())
  const { client } = at
  const state = terminals(client)
  const { threadId, seen } = await begin(at)
  await send(client, threadId, 'Begin')
  const { terminals: running } = await state(({ terminals }) => terminals.length === 1)
  const sessionId = running[0]?.sessionId ?? 0
  const terminalId = `session:${sessionId}`
  await expect(client.call('terminal/write', { terminalId, data: 'early\n' })).rejects.toMatchObject({
    code: 'terminal.notHeld',
  })

  await client.call('terminal/hold', { sessionId, held: true })
  await state(({ terminals }) => terminals[0]?.held === true)
  await client.call('terminal/write', { terminalId, data: 'mine\n' })
  await reads(client, terminalId, /got:mine/)
  await seen.until(({ turns }) => turns.at(-1)?.status === 'completed')
  await send(client, threadId, 'Please type')
  await seen.until(({ turns }) => turns.length === 2 && turns[1]?.status === 'completed')
  expect(outputs.at(-1)).toContain(`the user has taken over session ${sessionId}`)
  expect(outputs.at(-1)).toContain('Nothing was typed')

  await client.call('terminal/hold', { sessionId, held: false })
  await client.call('terminal/kill', { sessionId })
  const { ended } = await state(({ ended }) => ended.length === 1)
  expect(ended[0]).toMatchObject({ sessionId, held: false })
  expect(ended[0]?.exitCode).not.toBeNull()
  await send(client, threadId, 'Please look')
  await seen.until(({ turns }) => turns.length === 3 && turns[2]?.status === 'completed')
  expect(outputs.at(-1)).toContain('has handed it back')
  expect(outputs.at(-1)).toContain('got:mine')
  await reads(client, terminalId, /got:mine/)
  await client.call('terminal/dismiss', { sessionId })
  await state(({ ended }) => ended.length === 0)
  await expect(client.call('terminal/read', { terminalId })).rejects.toMatchObject({ code: 'terminal.notFound' })
}, 30_000)

test('a shell is opened where the thread works; whoever reads anew reads all of it, without a gap', async () => {
  const at = await rig(script())
  const { client, home, engine } = at
  const { threadId } = await begin(at)
  const { shell } = await client.call('shell/open', { threadId, cols: 100, rows: 30 })
  const terminalId = `shell:${shell.shellId}`
  await client.call('terminal/write', { terminalId, data: 'pwd; seq 1 2000; echo the-$((40+2)) end\n' })
  const [first] = await reads(client, terminalId, /the-42 end/)
  expect(first).not.toBe('')
  const [all] = await reads(client, terminalId, /[^]*the-42 end/)
  expect(all).toContain(home.workspace)
  expect(all).toContain('\r\n1999\r\n2000\r\n')
  // A shell that prints without end is read in pieces, and the newest is never far.
  await client.call('terminal/write', { terminalId, data: 'yes flood\n' })
  await reads(client, terminalId, /flood\r\nflood/)
  await expect
    .poll(async () => {
      const { offset } = await client.call('terminal/read', { terminalId, from: 0, waitMs: 0 })
      return offset
    })
    .toBeGreaterThan(0)
  await client.call('terminal/write', { terminalId, data: '\u0003' })
  await engine.close()
})

test('programs that drive an engine are offered none', async () => {
  const home = tempHome('http://127.0.0.1:9/v1')
  closeLater({ close: home.remove })
  const { client } = await start(home, { host: 'stdio' })
  const params = { commandId: newId(), cwd: home.workspace, settings: settings() }
  const { threadId } = await client.call('thread/start', params)
  await expect(client.call('shell/open', { threadId })).rejects.toMatchObject({ code: 'terminal.notOffered' })
})

test('shells end with an engine that is killed', async () => {
  const home = tempHome('http://127.0.0.1:9/v1')
  closeLater({ close: home.remove })
  const server = startHeddle(['serve', '--no-open', '--port', '0'], { home: home.home })
  closeLater({ close: () => server.kill('SIGKILL') })
  const client = await clientOf(server)
  const params = { commandId: newId(), cwd: home.workspace, settings: settings() }
  const { threadId } = await client.call('thread/start', params)
  const { shell } = await client.call('shell/open', { threadId })
  const terminalId = `shell:${shell.shellId}`
  const data = 'sleep 1000 & echo "pids $$ $!."; sleep 1000\n'
  await client.call('terminal/write', { terminalId, data })
  const [, pids = ''] = await reads(client, terminalId, /pids (\d+ \d+)\./)
  const running = pids.split(' ').map(Number)
  expect(running.filter(isAlive)).toEqual(running)
  server.kill('SIGKILL')
  await once(server, 'exit')
  await expect.poll(() => running.filter(isAlive), { timeout: 5000 }).toEqual([])
}, 20_000)
