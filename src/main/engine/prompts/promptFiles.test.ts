import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parsePromptFile } from '../../../core/prompts/promptFile.ts'
import { openRegularFile } from '../config/regularFile.ts'
import { createDeleted } from '../deleted.ts'
import { installationRoot } from '../installation.ts'
import { createBundledPrompts } from './bundledPrompts.ts'
import { createPromptFiles } from './promptFiles.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'heddle-prompts-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const codex = () => join(home, 'codex')
const write = (path: string, text: string) => {
  mkdirSync(join(home, path, '..'), { recursive: true })
  writeFileSync(join(home, path), text)
}

function files({ bundled = true } = {}) {
  const deleted = createDeleted({ dir: join(home, 'trash'), now: Date.now, newId: v7 })
  const prompts = createPromptFiles({
    home,
    codexHome: codex(),
    bundled: bundled ? createBundledPrompts(join(installationRoot, 'resources', 'prompts')) : async () => [],
    openFile: openRegularFile,
    deleted,
  })
  return { ...prompts, restore: deleted.restore }
}

describe('the list', () => {
  test('has the bundled prompts, and each of them can be used', async () => {
    const { prompts, problems } = await files().list()
    expect(prompts.map(({ name }) => name)).toEqual(['handoff', 'init', 'pickup', 'review'])
    expect(prompts.flatMap(prompt => prompt.problems)).toEqual([])
    expect(prompts.every(({ description, editable }) => description !== null && !editable)).toBe(true)
    expect(problems).toEqual([])
  })

  test('of one name counts the own prompt, then that of the real program, then the bundled one', async () => {
    write('prompts/Review.md', 'mine')
    write('codex/prompts/review.md', 'theirs')
    write('codex/prompts/fix.md', '---\ndescription: Fix it\nargument-hint: [file]\n---\nFix $1')
    const { prompts } = await files().list()
    const reviews = prompts.filter(({ name }) => name.toLowerCase() === 'review')
    expect(reviews.map(({ scope, shadowed }) => [scope, shadowed])).toEqual([
      ['user', false],
      ['codex', true],
      ['bundled', true],
    ])
    expect(prompts.find(({ name }) => name === 'fix')).toMatchObject({
      description: 'Fix it',
      argumentHint: '[file]',
      editable: false,
    })
  })

  test('a prompt that cannot be used hides none, and says why', async () => {
    write('prompts/review.md', '---\ndescription: empty\n---\n')
    write('prompts/my own.md', 'text')
    write('prompts/diff.md', 'text')
    const { prompts } = await files().list()
    const said = (name: string) => prompts.find(prompt => prompt.name === name)?.problems.map(each => each.severity)
    expect(prompts.find(({ name, scope }) => name === 'review' && scope === 'bundled')?.shadowed).toBe(false)
    expect([said('review'), said('my own'), said('diff')]).toEqual([['error'], ['error'], ['warning']])
  })

  test('waits for no pipe, reads nothing endless or too large, and says so', async () => {
    write('prompts/good.md', 'text')
    write('prompts/large.md', 'x'.repeat(300_000))
    execFileSync('mkfifo', [join(home, 'prompts/pipe.md')])
    mkdirSync(join(home, 'prompts/folder.md'))
    symlinkSync('/dev/zero', join(home, 'prompts/zero.md'))
    symlinkSync('loop.md', join(home, 'prompts/loop.md'))
    const { prompts, problems } = await files({ bundled: false }).list()
    expect(prompts.map(({ name }) => name)).toEqual(['good'])
    expect(problems.map(text => /prompts\/(\w+)\.md/.exec(text)?.[1])).toEqual([
      'folder',
      'large',
      'loop',
      'pipe',
      'zero',
    ])
  })

  test('is read within limits', async () => {
    for (let at = 0; at < 510; at += 1) write(`prompts/p${at}.md`, 'text')
    const { prompts, problems } = await files({ bundled: false }).list()
    expect(prompts).toHaveLength(500)
    expect(problems).toEqual([expect.stringContaining('has 510 prompts')])
  })
})

describe("a prompt of one's own", () => {
  test('is made, changed, renamed, deleted and brought back', async () => {
    const prompts = files({ bundled: false })
    const path = await prompts.create('fix', 'Fix $1')
    const [made] = (await prompts.list()).prompts
    const hash = await prompts.write(path, 'Fix $1 now', made!.hash)
    expect((await prompts.list()).prompts).toMatchObject([{ name: 'fix', text: 'Fix $1 now', hash }])

    const renamed = await prompts.rename(path, 'Fix')
    expect((await prompts.list()).prompts).toMatchObject([{ name: 'Fix', path: renamed }])
    const deletedId = await prompts.remove(renamed)
    expect((await prompts.list()).prompts).toEqual([])
    await prompts.restore(deletedId)
    expect(readFileSync(renamed, 'utf8')).toBe('Fix $1 now')
  })

  test('is not written over what another program wrote meanwhile, nor over another prompt', async () => {
    const prompts = files({ bundled: false })
    const path = await prompts.create('fix', 'one')
    const [{ hash } = { hash: '' }] = (await prompts.list()).prompts
    writeFileSync(path, 'theirs')
    await expect(prompts.write(path, 'mine', hash)).rejects.toMatchObject({ code: 'prompt.changed' })
    expect(readFileSync(path, 'utf8')).toBe('theirs')

    await expect(prompts.create('FIX', 'x')).rejects.toMatchObject({ code: 'prompt.exists' })
    const other = await prompts.create('other', 'x')
    await expect(prompts.rename(other, 'fix')).rejects.toMatchObject({ code: 'prompt.exists' })
  })

  test.each(['../evil', 'a/b', '', '.x'])('is not called %j', async name => {
    await expect(files().create(name, 'x')).rejects.toMatchObject({ code: 'prompt.badName' })
  })

  test('is the only kind that can be changed', async () => {
    write('codex/prompts/theirs.md', 'x')
    write('outside.md', 'x')
    const prompts = files()
    for (const path of [
      join(codex(), 'prompts/theirs.md'),
      join(home, 'outside.md'),
      join(home, 'prompts/../outside.md'),
      'bundled:review',
    ]) {
      await expect(prompts.write(path, 'y', 'x')).rejects.toMatchObject({ code: 'prompt.notEditable' })
      await expect(prompts.remove(path)).rejects.toMatchObject({ code: 'prompt.notEditable' })
      await expect(prompts.rename(path, 'z')).rejects.toMatchObject({ code: 'prompt.notEditable' })
    }
    await expect(prompts.remove(join(home, 'prompts/none.md'))).rejects.toMatchObject({ code: 'prompt.notFound' })
  })
})

test('every bundled prompt takes what is written behind it', async () => {
  const prompts = await createBundledPrompts(join(installationRoot, 'resources', 'prompts'))()
  expect(prompts.filter(({ text }) => !parsePromptFile(text).body.includes('$ARGUMENTS'))).toEqual([])
})
