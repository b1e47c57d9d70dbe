import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sandboxOf } from '../../core/thread/settings.ts'
import { begin, ended, newId, rig, send } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'

const gitIn = (cwd: string, ...args: string[]) =>
  String(execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd, stdio: 'pipe' })).trim()

const LINES = Array.from({ length: 40 }, (_, n) => `line ${n}\n`).join('')
const CHANGED = LINES.replace('line 2\n', 'line two\n').replace('line 30\n', 'line thirty\n')

/** A repository with one commit, a thread in it, and a file with two changes. */
async function stage(models = script().says('Fine.').next().says('Fine.')) {
  const at = await rig(models)
  const { workspace } = at.home
  const git = (...args: string[]) => gitIn(workspace, ...args)
  git('init', '-q', '-b', 'main')
  fs.writeFileSync(join(workspace, 'a.txt'), LINES)
  fs.writeFileSync(join(workspace, 'b.bin'), Buffer.from([0, 1, 2]))
  git('add', '.')
  git('commit', '-qm', 'one')
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'hello')
  await seen.until(ended(1))
  const path = join(workspace, 'a.txt')
  fs.writeFileSync(path, CHANGED)
  const read = async () => {
    const { staged, unstaged, repository } = await at.client.call('changes/uncommitted', { threadId })
    const versionIn = (list: typeof staged, of = path) => list.find(each => each.path === of)?.version ?? ''
    return { staged, unstaged, repository, versionIn }
  }
  return { at, git, threadId, path, workspace, read, call: at.client.call }
}

test('changes are taken up one by one, taken out again, and brought back', async () => {
  const { git, threadId, path, read, call } = await stage()
  const first = await read()
  expect(first.repository).toMatchObject({ branch: 'main', upstream: null, ahead: null, base: null })
  expect(first.unstaged).toMatchObject([{ path, added: 2, removed: 2, kind: 'changed', isBinary: false }])
  expect(first.staged).toEqual([])
  const version = first.versionIn(first.unstaged)
  const { before } = await call('changes/stage', { threadId, path, hunk: 1, version })
  expect(git('show', ':a.txt')).toBe(LINES.replace('line 30\n', 'line thirty\n').trim())
  await expect(call('changes/stage', { threadId, path, hunk: 0, version })).rejects.toMatchObject({
    code: 'undo.changed',
  })

  const both = await read()
  expect([both.staged[0]?.added, both.unstaged[0]?.added]).toEqual([1, 1])
  await call('changes/stage', { threadId, path, version: both.versionIn(both.unstaged) })
  const all = await read()
  expect(all.unstaged).toEqual([])
  await call('changes/unstage', { threadId, path, hunk: 0, version: all.versionIn(all.staged) })
  expect(git('show', ':a.txt')).toBe(LINES.replace('line 30\n', 'line thirty\n').trim())
  const rest = await read()
  await call('changes/unstage', { threadId, path, version: rest.versionIn(rest.staged) })
  expect(git('diff', '--cached', '--name-only')).toBe('')
  await call('changes/restage', { threadId, entry: { ...before, id: git('rev-parse', 'HEAD:b.bin') } })
  expect(git('diff', '--cached', '--name-only')).toBe('a.txt')
  await call('changes/restage', { threadId, entry: before })
  expect(git('diff', '--cached', '--name-only')).toBe('')
  expect(fs.readFileSync(path, 'utf8')).toBe(CHANGED)
})

test('what is not committed is put back, and that is undone; new, deleted, binary and mode too', async () => {
  const { threadId, path, workspace, read, call } = await stage()
  const bytes = Buffer.from([3, 0, 4])
  fs.writeFileSync(join(workspace, 'b.bin'), bytes)
  fs.writeFileSync(join(workspace, 'new.txt'), 'new\n')
  fs.chmodSync(path, 0o755)
  const found = await read()
  const revert = (of: string, hunk?: number) =>
    call('changes/revert', {
      threadId,
      commandId: newId(),
      path: of,
      hunk,
      version: found.versionIn(found.unstaged, of),
    })
  expect(found.unstaged.find(each => each.path === path)?.diff).toMatch(/^old mode 100644\nnew mode 100755\n@@/)
  expect(found.unstaged.find(each => each.path.endsWith('b.bin'))).toMatchObject({ isBinary: true, diff: '' })
  const one = await revert(path, 0)
  expect(fs.readFileSync(path, 'utf8')).toBe(LINES.replace('line 30\n', 'line thirty\n'))
  expect(fs.statSync(path).mode & 0o777).toBe(0o755)
  await revert(join(workspace, 'b.bin'))
  const gone = await revert(join(workspace, 'new.txt'))
  expect(fs.existsSync(join(workspace, 'new.txt'))).toBe(false)
  expect((await read()).unstaged.map(each => each.path)).toEqual([path])
  for (const { undoId } of [gone, one]) await call('undo/apply', { threadId, undoId, commandId: newId() })
  expect(fs.readFileSync(path, 'utf8')).toBe(CHANGED)
  expect(fs.readFileSync(join(workspace, 'new.txt'), 'utf8')).toBe('new\n')
  const { undos } = await call('undo/list', { threadId })
  expect(undos.at(-1)).toMatchObject({ undoId: one.undoId, path, turnId: null, ofUndo: null })
})

test('all lines of one file are told where they are asked for', async () => {
  const { threadId, path, call } = await stage()
  const { unstaged } = await call('changes/uncommitted', { threadId, whole: path })
  expect(unstaged[0]?.diff.split('\n')).toHaveLength(1 + 40 + 2 + 1)
})

test('a thread works in a worktree of ours: trust, sandbox, changes of commands, and the diff against its base', async () => {
  const patch = '*** Begin Patch\n*** Update File: a.txt\n@@\n-line 5\n+line five\n*** End Patch\n'
  const { at, git, workspace, call } = await stage(
    script()
      .says('Fine.')
      .next()
      .calls('apply_patch', { input: patch })
      .next()
      .calls('exec_command', { cmd: 'echo made > made.txt; git status --porcelain' })
      .says('Done.'),
  )
  await call('workspace/setTrust', { cwd: workspace, level: 'trusted' })
  const wanted = { commandId: newId(), cwd: workspace, branch: 'heddle/try', base: 'main' }
  const { path, cwd } = await call('worktree/create', wanted)
  expect(await call('worktree/create', wanted)).toEqual({ path, cwd })
  expect(path.startsWith(join(at.home.home, 'worktrees'))).toBe(true)
  expect((await call('workspace/trust', { cwd })).level).toBe('trusted')

  const confined = { sandbox: sandboxOf('workspace-write') }
  const { threadId, seen } = await begin({ ...at, home: { ...at.home, workspace: cwd } }, confined)
  await send(at.client, threadId, 'hello')
  await seen.until(ended(1))
  await send(at.client, threadId, 'go')
  const thread = await seen.until(each => ended(2)(each) && (each.turns[1]?.filesChanged ?? []).length > 0)
  expect(thread.git?.branch).toBe('heddle/try')
  const { files } = await call('changes/read', { threadId })
  expect(files.map(file => file.path)).toEqual([join(path, 'a.txt'), join(path, 'made.txt')])
  expect(fs.readFileSync(join(workspace, 'a.txt'), 'utf8')).toBe(CHANGED)
  gitIn(path, 'add', 'a.txt')
  gitIn(path, 'commit', '-qm', 'five')
  git('commit', '-qam', 'main moves on')
  const branch = await call('changes/branch', { threadId })
  expect(branch).toMatchObject({ base: 'main', files: [{ path: join(path, 'a.txt'), added: 1 }, { kind: 'new' }] })
  const { worktrees } = await call('worktree/list', { cwd: workspace })
  expect(worktrees[1]).toMatchObject({ isOurs: true, base: 'main', uncommitted: 1, ahead: 1, behind: 1 })
  const removal = { cwd: workspace, path, losing: false, withBranch: false }
  await expect(call('worktree/remove', removal)).rejects.toMatchObject({ code: 'worktree.holdsWork' })
  const { removed } = await call('worktree/remove', { ...removal, losing: true })
  expect(fs.existsSync(path)).toBe(false)
  await call('worktree/restore', { cwd: workspace, removed })
  expect(fs.readFileSync(join(path, 'made.txt'), 'utf8')).toBe('made\n')
})

test('outside a repository there is nothing to tell', async () => {
  const at = await rig(script().says('Fine.'))
  const cwd = at.home.workspace
  fs.rmSync(join(cwd, '.git'), { recursive: true })
  const { threadId } = await begin(at)
  expect(await at.client.call('changes/uncommitted', { threadId })).toMatchObject({ repository: null, unstaged: [] })
  expect(await at.client.call('changes/branch', { threadId })).toEqual({ base: null, files: [], more: 0 })
  expect(await at.client.call('worktree/list', { cwd })).toEqual({ worktrees: [] })
  expect(await at.client.call('worktree/propose', { cwd, title: 'x' })).toEqual({ proposal: null })
})
