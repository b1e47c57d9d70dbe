import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sandboxOf } from '../../../core/thread/settings.ts'
import type { Turn } from '../../../core/thread/thread.ts'
import { begin, ended, newId, rig, send, start, watch } from '../../../testing/engineRig.ts'
import { script } from '../../../testing/modelServer.ts'

const PATCH = `*** Begin Patch
*** Update File: notes.txt
@@
-two
+TWO
*** Update File: old.txt
*** Move to: sub/new.txt
@@
-old
+new
*** Delete File: gone.txt
*** End Patch
`

const contentsOf = (dir: string) =>
  String(
    execFileSync('sh', ['-c', "find . -type f -not -path './.git/*' | sort | xargs sha256sum; find . -type d | sort"], {
      cwd: dir,
    }),
  )

/** Whether the changes of commands are recorded too: that happens while the model goes on. */
const hasFound = (turn: Turn | undefined) => (turn?.filesChanged ?? []).length > 0

test('a turn of patches and a script is undone over the contract to the byte; the model is told; it survives a restart', async () => {
  const at = await rig(
    script()
      .calls('apply_patch', { input: PATCH })
      .next()
      .calls('exec_command', {
        cmd: 'mkdir out; for n in 1 2 3; do echo $n > out/$n.txt; done; echo end >> notes.txt; rm extra.bin',
      })
      .says('Done.')
      .next()
      .says('I see.'),
  )
  const { workspace } = at.home
  fs.writeFileSync(join(workspace, 'notes.txt'), 'one\r\ntwo\nthree')
  fs.writeFileSync(join(workspace, 'old.txt'), 'old\n', { mode: 0o755 })
  fs.writeFileSync(join(workspace, 'gone.txt'), 'gone\n')
  fs.writeFileSync(join(workspace, 'extra.bin'), Buffer.from([0, 159, 255]))
  const before = contentsOf(workspace)
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const thread = await seen.until(thread => ended(1)(thread) && hasFound(thread.turns[0]))
  const turnId = thread.turns[0]!.id
  const after = contentsOf(workspace)
  expect(after).not.toBe(before)

  const { files } = await at.client.call('changes/read', { threadId, turnId })
  expect(files.map(({ path, byCommand }) => [path.slice(workspace.length + 1), byCommand]).sort()).toEqual([
    ['extra.bin', true],
    ['gone.txt', false],
    ['notes.txt', true],
    ['out/1.txt', true],
    ['out/2.txt', true],
    ['out/3.txt', true],
    ['sub/new.txt', false],
  ])
  const preview = await at.client.call('undo/preview', { threadId, turnId })
  expect(preview.outside).toEqual([])
  const commandId = newId()
  const undone = await at.client.call('undo/apply', { threadId, turnId, commandId, token: preview.token })
  expect(undone).toMatchObject({ left: [], problem: null })
  expect(contentsOf(workspace)).toBe(before)
  expect(await at.client.call('undo/apply', { threadId, turnId, commandId, token: preview.token })).toEqual(undone)

  await send(at.client, threadId, 'and now?')
  await seen.until(ended(2))
  expect(JSON.stringify(at.model.requests.at(-1)?.body)).toContain('<files_undone>')

  await at.engine.close()
  const again = await start(at.home)
  await watch(again.client, threadId).until(ended(2))
  const { undos } = await again.client.call('undo/list', { threadId })
  expect(undos).toMatchObject([{ turnId, undoId: undone.undoId }])
  await again.client.call('undo/apply', { threadId, undoId: undone.undoId, commandId: newId() })
  expect(contentsOf(workspace)).toBe(after)
})

test('what a person edits once the agent has answered is not the doing of its last command', async () => {
  // In a large folder looks cost so much that they are spared, for two seconds at most.
  const at = await rig(
    script().calls('exec_command', { cmd: 'echo end >> notes.txt' }).says('All of it is done now.').inDeltas(2, 60),
  )
  const { workspace } = at.home
  fs.writeFileSync(join(workspace, 'mine.txt'), 'mine\n')
  for (let n = 0; n < 8000; n++) fs.writeFileSync(join(workspace, `${n}.txt`), '')
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const turnId = (await seen.until(ended(1))).turns[0]!.id
  fs.writeFileSync(join(workspace, 'mine.txt'), 'edited\n')
  const { files } = await at.client.call('changes/read', { threadId, turnId })
  expect(files.map(({ path }) => path.slice(workspace.length + 1))).toEqual(['notes.txt'])
})

test('commands that only read are not looked at, and a turn that runs is not undone', async () => {
  const at = await rig(script().calls('exec_command', { cmd: 'cat notes.txt' }).says('Read.'))
  fs.writeFileSync(join(at.home.workspace, 'notes.txt'), 'one\n')
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const thread = await seen.until(ended(1))
  const turnId = thread.turns[0]!.id
  expect(await at.client.call('undo/preview', { threadId, turnId })).toMatchObject({ files: [], outside: [] })
  await expect(at.client.call('undo/preview', { threadId, turnId: 'no such turn' })).rejects.toMatchObject({
    code: 'turn.notFound',
  })
})

test('what a sandbox puts into a workspace is no change of the command', async () => {
  const at = await rig(
    script()
      .calls('exec_command', { cmd: 'touch .' })
      .next()
      .calls('exec_command', { cmd: 'echo 1 > one.txt' })
      .says('Done.'),
  )
  const { threadId, seen } = await begin(at, { sandbox: sandboxOf('workspace-write') })
  await send(at.client, threadId, 'go')
  const thread = await seen.until(thread => ended(1)(thread) && hasFound(thread.turns[0]))
  const path = join(at.home.workspace, 'one.txt')
  expect(thread.turns[0]?.filesChanged).toMatchObject([{ images: [{ path, before: null }], folders: [], outside: [] }])
})

test('where the room for contents is small, what was dropped is said', async () => {
  const patch = '*** Begin Patch\n*** Update File: big.txt\n@@\n-first\n+FIRST\n*** End Patch\n'
  const at = await rig(script().calls('apply_patch', { input: patch }).says('Done.'), '[undo]\nmax_bytes = 1000\n')
  const noise = Array.from({ length: 2000 }, (_, n) => `${(n * 7919) % 104729}\n`).join('')
  fs.writeFileSync(join(at.home.workspace, 'big.txt'), `first\n${noise}`)
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const turnId = (await seen.until(ended(1))).turns[0]!.id
  const preview = async () => (await at.client.call('undo/preview', { threadId, turnId })).files[0]
  await expect
    .poll(preview)
    .toMatchObject({ action: 'unknown', sentence: 'What stood there before is no longer kept.' })
})
