import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { runHeddle, startHeddle, tempHome } from '../testing/heddle.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close()
})

function home() {
  const made = tempHome('http://127.0.0.1:9/v1')
  open.push({ close: made.remove })
  return made
}

/** The address that `serve` prints, as soon as it does. */
async function addressOf(child: ReturnType<typeof startHeddle>): Promise<string> {
  for await (const chunk of child.stdout ?? []) {
    const url = /http:\S+/.exec(String(chunk))?.[0]
    if (url) return url
  }
  throw new Error('no address was printed')
}

test('serve prints one address, lets only its holder in, and ends when told to', async () => {
  const child = startHeddle(['serve', '--no-open', '--port', '0'], { home: home().home })
  const url = new URL(await addressOf(child))
  expect(url.hostname).toBe('127.0.0.1')
  const token = url.hash.slice('#token='.length)
  const headers = { 'content-type': 'application/json', 'x-heddle': 'enter', origin: url.origin }
  const answer = await fetch(`${url.origin}/enter`, { method: 'POST', headers, body: JSON.stringify({ token }) })
  expect(answer.status).toBe(204)
  expect((await fetch(`${url.origin}/index.html`)).status).toBe(401)
  child.kill('SIGTERM')
  expect((await child.done).code).toBe(0)
})

test('a port that is taken is said in one line', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  open.push(other)
  await new Promise(resolve => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  const { code, stderr } = await runHeddle(['serve', '--no-open', '--port', String(port)], { home: home().home })
  expect(code).toBe(1)
  expect(stderr).toBe(`error: Port ${port} is taken by another program. Choose one with --port, or leave it out.\n`)
})

test.each([
  [['serve', '--port', 'many'], /--port takes a number/],
  [['serve', '--frobnicate'], /--frobnicate/],
  [['frobnicate'], /no command "frobnicate"/],
  [['doctor', '--frobnicate'], /--frobnicate/],
])('%j is refused with what to do', async (args, words) => {
  const { code, stderr } = await runHeddle(args, { home: home().home })
  expect(code).toBe(2)
  expect(stderr).toMatch(words)
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test.each([
  ['exec', ['exec', 'hi']],
  ['serve', ['serve', '--no-open', '--port', '0']],
])('%s says that the home cannot be written, and where', async (_name, args) => {
  // Nobody, not even root, makes folders in /proc.
  const { code, stderr } = await runHeddle(args, { home: '/proc/heddle-home', cwd: home().workspace })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error: The home directory \/proc\/heddle-home cannot be used: .*HEDDLE_HOME/)
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test('doctor tells people and programs the same', async () => {
  const { home: path } = home()
  const { stdout } = await runHeddle(['doctor'], { home: path })
  const { lines: _, stdout: json } = await runHeddle(['doctor', '--json'], { home: path })
  const { findings } = JSON.parse(json)
  for (const { name, text } of findings) {
    expect(stdout).toContain(name)
    expect(stdout).toContain(text)
  }
})
