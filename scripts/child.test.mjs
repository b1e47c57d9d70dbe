import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { run } from './child.mjs'

test('run returns the output of both streams and the code', async () => {
  const { code, output } = await run(process.execPath, ['-e', 'console.log(1); console.error(2); process.exit(3)'])
  expect(code).toBe(3)
  expect(output.split('\n').sort()).toEqual(['', '1', '2'])
})

test('run reports a program that does not exist, and one that takes too long', async () => {
  expect((await run('heddle-no-such-program', [])).code).toBe(127)
  const late = await run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 50 })
  expect(late.timedOut).toBe(true)
})

test.skipIf(process.platform === 'win32')('follow passes SIGTERM on and ends as its child ends', async () => {
  const module = JSON.stringify(new URL('child.mjs', import.meta.url).href)
  const inner = `process.on('SIGTERM', () => process.exit(7)); console.log('up'); setInterval(() => {}, 1000)`
  const outer = `import(${module}).then(m => m.follow(process.execPath, ['-e', ${JSON.stringify(inner)}])).then(process.exit)`
  const parent = spawn(process.execPath, ['-e', outer], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(parent.stdout, 'data')
  parent.kill('SIGTERM')
  expect((await once(parent, 'exit'))[0]).toBe(7)
})
