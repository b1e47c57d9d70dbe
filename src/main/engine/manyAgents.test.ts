import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { begin, rig, send, watch } from '../../testing/engineRig.ts'
import { answer, leadOf, MARKS } from '../../testing/manyAgents.ts'
import { sandboxOf } from '../../core/thread/settings.ts'

const ROOTS = 10
const AGENTS = 3
const CALLS = 2

/** What links of proc(5) lead to, of all processes or of this one. */
const targetsIn = (folder: string, names: readonly string[], link = ''): string[] =>
  names.flatMap(name => {
    try {
      return readlinkSync(join(folder, name, link))
    } catch {
      return [] // gone, or not ours to look at
    }
  })

const openFiles = (): string[] => targetsIn('/proc/self/fd', readdirSync('/proc/self/fd'))
const foldersOfProcesses = (): string[] =>
  targetsIn(
    '/proc',
    readdirSync('/proc').filter(name => /^\d+$/.test(name)),
    'cwd',
  )

test('many roots with agents at once: all come to their end, every command ran once, and nothing is left', async () => {
  const at = await rig(answer)
  const { root, workspace } = at.home
  const threads = await Promise.all(
    Array.from({ length: ROOTS }, () => begin(at, { sandbox: sandboxOf('workspace-write'), approvalPolicy: 'never' })),
  )
  for (const { threadId } of threads) await send(at.client, threadId, leadOf(AGENTS, CALLS))
  for (const { seen } of threads) {
    const thread = await seen.until(({ turns }) => turns[0] !== undefined && turns[0].status !== 'running')
    expect(thread.turns[0]?.status).toBe('completed')
    expect(thread.agents?.map(({ state, reported }) => [state, reported])).toEqual(
      Array.from({ length: AGENTS }, () => ['closed', { completed: 'Done.' }]),
    )
    for (const { id } of thread.agents ?? []) {
      const agent = await watch(at.client, id).until(() => true)
      expect(agent.turns.map(({ status }) => status)).toEqual(['completed'])
    }
  }
  expect(readFileSync(join(workspace, MARKS), 'utf8')).toBe('ran\n'.repeat(ROOTS * AGENTS * CALLS))
  expect(at.model.problems).toEqual([])

  await at.engine.close()
  if (process.platform !== 'linux') return
  expect(openFiles().filter(path => path.startsWith(root))).toEqual([])
  await expect.poll(() => foldersOfProcesses().filter(path => path.startsWith(root))).toEqual([])
}, 60_000)
