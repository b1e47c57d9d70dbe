import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { workspaceHandlers } from './workspaces.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'heddle-browse-'))
  for (const folder of ['b', 'a/.git', '.hidden']) mkdirSync(join(home, folder), { recursive: true })
  writeFileSync(join(home, 'a/.git/HEAD'), 'ref: refs/heads/main\n')
  for (const file of ['z.jsonl', 'x.jsonl.zst', 'notes.md', '.kept.jsonl']) writeFileSync(join(home, file), '')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const browse = async (params: { path?: string; endings?: string[] }) => {
  const handlers = workspaceHandlers({
    userHome: home,
    recent: async () => [],
    branchOf: async () => null,
    makeSample: async () => home,
  })
  return handlers['workspace/browse'](params)
}

test('the home shows its folders, and which are repositories', async () => {
  const { path, parent, folders, files } = await browse({})
  expect([path, parent]).toEqual([home, tmpdir()])
  expect(folders).toEqual([
    { name: 'a', path: join(home, 'a'), repository: true },
    { name: 'b', path: join(home, 'b'), repository: false },
  ])
  expect(files).toEqual([])
})

test('files show where they are asked for, by how their names end', async () => {
  const { files } = await browse({ path: home, endings: ['.jsonl', '.jsonl.zst'] })
  expect(files?.map(({ name }) => name)).toEqual(['x.jsonl.zst', 'z.jsonl'])
})

test('a folder that cannot be read says why', async () => {
  symlinkSync(join(home, 'gone'), join(home, 'nowhere'))
  await expect(browse({ path: join(home, 'nowhere') })).rejects.toMatchObject({ code: 'workspace.notReadable' })
})
