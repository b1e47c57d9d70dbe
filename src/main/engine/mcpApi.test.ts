import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rig } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'

const SERVER = `
[mcp_servers.files] # of mine
command = "no-such-program"
enabled = false
env = { LEVEL = "quiet" }

[mcp_servers.files.tools.read]
approval_mode = "approve"
`

test('a server that is removed is gone at once, and comes back to the byte', async () => {
  const { client, home } = await rig(script().says('hello'), SERVER)
  const config = () => readFileSync(join(home.home, 'config.toml'), 'utf8')
  const before = config()
  let names: string[] = []
  client.subscribe('mcp/watch', {}, ({ servers }) => (names = servers.map(({ name }) => name)))
  await expect.poll(() => names).toEqual(['files'])

  const { deletedId } = await client.call('mcp/remove', { server: 'files' })
  await expect.poll(() => names).toEqual([])
  expect(config()).not.toContain('mcp_servers')
  expect(config().length).toBeGreaterThan(0)

  await client.call('deleted/restore', { deletedId })
  await expect.poll(() => names).toEqual(['files'])
  expect(config()).toBe(before)
})
