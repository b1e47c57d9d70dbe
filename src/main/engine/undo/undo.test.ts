import fs from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPlacedFiles } from '../tools/placedFiles.ts'
import { createWorkspace } from '../../../testing/undoWorkspace.ts'

let at: ReturnType<typeof createWorkspace>
beforeEach(() => {
  at = createWorkspace()
})
afterEach(() => at.remove())

const ofTurn = (turnId: string, part: object = {}) => ({ threadId: 't', of: { turnId, ...part } })
let ids = 0
const how = (more: object = {}) => ({ undoId: `undo-${ids++}`, choices: {}, ...more })
const actions = async (turnId: string) =>
  Object.fromEntries(
    (await at.undo.preview(ofTurn(turnId))).files.map(({ path, action }) => [path.slice(at.cwd.length + 1), action]),
  )

async function bigTurn() {
  at.write('keep.txt', 'one\r\ntwo\r\nthree', 0o600)
  at.write('run.sh', '#!/bin/sh\necho hi\n', 0o755)
  at.write('gone.txt', 'gone\n', 0o640)
  at.write('bom.txt', '\ufeffa\n')
  at.write('deep/inner.txt', 'inner\n')
  fs.symlinkSync('keep.txt', at.at('link'))
  fs.symlinkSync('run.sh', at.at('other'))
  const before = at.snapshot()
  at.begin('turn-1')
  await at.patch('turn-1', '*** Delete File: other')
  await at.patch('turn-1', '*** Update File: run.sh', '*** Move to: bin/tool/run.sh', '@@', '-echo hi', '+echo ho')
  await at.patch('turn-1', '*** Delete File: gone.txt', '*** Add File: new/a/b.txt', '+b')
  await at.patch('turn-1', '*** Update File: bom.txt', '@@', '+c')
  await at.patch(
    'turn-1',
    '*** Update File: new/a/b.txt',
    '@@',
    '-b',
    '+B',
    '*** Update File: link',
    '@@',
    '-two',
    '+zwei',
  )
  await at.patch('turn-1', '*** Update File: deep/inner.txt', '*** Move to: new/inner.txt', '@@', '-inner', '+outer')
  at.end('turn-1')
  return before
}

test('a turn that patched, moved, deleted and wrote through links is undone to the byte, and redone', async () => {
  const before = await bigTurn()
  const after = at.snapshot()
  expect(after).not.toEqual(before)
  const applied = await at.undo.apply(ofTurn('turn-1'), how({ undoId: 'u1' }))
  expect(applied).toMatchObject({ left: [], problem: null })
  expect(at.snapshot()).toEqual(before)
  expect((await at.undo.preview(ofTurn('turn-1'))).files).toEqual([])
  const redone = await at.undo.apply({ threadId: 't', of: { undoId: 'u1' } }, how())
  expect(redone).toMatchObject({ left: [], problem: null })
  expect(at.snapshot()).toEqual(after)
  expect((await at.undo.list('t')).map(({ ofUndo, turnId }) => ofUndo ?? turnId)).toEqual(['u1', 'turn-1'])
})

test('an edit of other lines survives; the same lines are a conflict that is left alone, or settled by choice', async () => {
  const lines = Array.from({ length: 9 }, (_, n) => `line ${n}\n`)
  at.write('clean.txt', lines.join(''))
  at.write('clash.txt', 'a\nb\nc\n')
  at.begin('turn-1')
  await at.patch(
    'turn-1',
    '*** Update File: clean.txt',
    '@@',
    '-line 1',
    '+LINE 1',
    '*** Update File: clash.txt',
    '@@',
    '-b',
    '+B',
  )
  at.end('turn-1')
  at.write('clean.txt', at.read('clean.txt').replace('line 8', 'mine'))
  at.write('clash.txt', 'a\nmine\nc\n')
  const { files } = await at.undo.preview(ofTurn('turn-1'))
  expect(files.map(({ action, choice }) => [action, choice])).toEqual([
    ['merge', false],
    ['conflict', true],
  ])
  expect(files[0]?.diff).toContain('-LINE 1\n+line 1')
  expect(files[1]?.conflicts).toEqual([{ line: 2, mine: 'mine\n', theirs: 'b\n' }])
  const applied = await at.undo.apply(ofTurn('turn-1'), how())
  expect(applied.left).toEqual([at.at('clash.txt')])
  expect(at.read('clean.txt')).toBe(lines.join('').replace('line 8', 'mine'))
  expect(at.read('clash.txt')).toBe('a\nmine\nc\n')
  await at.undo.apply(ofTurn('turn-1'), how({ choices: { [at.at('clash.txt')]: 'before' } }))
  expect(at.read('clash.txt')).toBe('a\nb\nc\n')
})

test('a later turn on the same file keeps what it did', async () => {
  at.write('f.txt', 'a\nb\nc\nd\ne\n')
  at.begin('turn-1')
  await at.patch('turn-1', '*** Update File: f.txt', '@@', '-b', '+B')
  at.end('turn-1')
  at.begin('turn-2')
  await at.patch('turn-2', '*** Update File: f.txt', '@@', '-d', '+D')
  at.end('turn-2')
  expect(await actions('turn-1')).toEqual({ 'f.txt': 'merge' })
  await at.undo.apply(ofTurn('turn-1'), how())
  expect(at.read('f.txt')).toBe('a\nb\nc\nD\ne\n')
})

test('one file, and one change of a file', async () => {
  const lines = Array.from({ length: 30 }, (_, n) => `line ${n}\n`)
  at.write('f.txt', lines.join(''))
  at.write('g.txt', 'g\n')
  at.begin('turn-1')
  await at.patch('turn-1', '*** Update File: f.txt', '@@', '-line 2', '+TWO', '@@', '-line 27', '+TWENTY-SEVEN')
  await at.patch('turn-1', '*** Update File: g.txt', '@@', '-g', '+G')
  at.end('turn-1')
  await at.undo.apply(ofTurn('turn-1', { path: at.at('f.txt'), hunk: 1 }), how())
  expect(at.read('f.txt')).toBe(lines.join('').replace('line 2\n', 'TWO\n'))
  await at.undo.apply(ofTurn('turn-1', { path: at.at('f.txt') }), how())
  expect([at.read('f.txt'), at.read('g.txt')]).toEqual([lines.join(''), 'G\n'])
})

test('files that changed since they were shown are not written', async () => {
  at.write('f.txt', 'a\n')
  at.begin('turn-1')
  await at.patch('turn-1', '*** Update File: f.txt', '@@', '-a', '+b')
  await expect(at.undo.apply(ofTurn('turn-1'), how())).rejects.toMatchObject({ code: 'turn.running' })
  at.end('turn-1')
  const { token } = await at.undo.preview(ofTurn('turn-1'))
  at.write('f.txt', 'b\nmore\n')
  await expect(at.undo.apply(ofTurn('turn-1'), how({ token }))).rejects.toMatchObject({ code: 'undo.changed' })
  expect(at.read('f.txt')).toBe('b\nmore\n')
})

test('a folder that was exchanged for a link is not written through, nor is anything outside', async () => {
  const outside = join(at.root, 'outside')
  fs.mkdirSync(outside)
  fs.writeFileSync(join(outside, 'f.txt'), 'b\n')
  at.write('d/f.txt', 'a\n')
  at.begin('turn-1')
  await at.patch('turn-1', '*** Update File: d/f.txt', '@@', '-a', '+b')
  at.end('turn-1')
  fs.renameSync(at.at('d'), at.at('e'))
  fs.symlinkSync(outside, at.at('d'))
  const { files } = await at.undo.preview(ofTurn('turn-1'))
  expect(files.map(({ action }) => action)).toEqual(['unknown'])
  await at.undo.apply(ofTurn('turn-1'), how())
  expect(fs.readFileSync(join(outside, 'f.txt'), 'utf8')).toBe('b\n')
})

test('what stood there before and is no longer kept is said, and the file is left alone', async () => {
  at.write('f.txt', 'a\n')
  at.begin('turn-1')
  await at.patch('turn-1', '*** Update File: f.txt', '@@', '-a', '+b')
  at.end('turn-1')
  fs.rmSync(join(at.root, 'blobs'), { recursive: true })
  const { files } = await at.undo.preview(ofTurn('turn-1'))
  expect(files[0]).toMatchObject({ action: 'unknown', sentence: 'What stood there before is no longer kept.' })
  expect((await at.undo.apply(ofTurn('turn-1'), how())).left).toEqual([at.at('f.txt')])
  expect(at.read('f.txt')).toBe('b\n')
})

test('what a process that died had staged is cleared away', async () => {
  const before = await bigTurn()
  const staged = (name: string) => `${name}/.heddle-00000000-0000-4000-8000-000000000000.tmp`
  for (const folder of ['.', 'new/a', 'deep']) {
    at.write(staged(folder), 'half')
    fs.utimesSync(at.at(staged(folder)), new Date(0), new Date(0))
  }
  await at.undo.apply(ofTurn('turn-1'), how())
  expect(at.snapshot()).toEqual(before)
})

test('what only the log says was in a file is not put there', async () => {
  at.write('gone.txt', 'told\n')
  at.begin('turn-1')
  await at.patch('turn-1', '*** Delete File: gone.txt')
  at.end('turn-1')
  fs.rmSync(join(at.root, 'blobs'), { recursive: true })
  expect(await actions('turn-1')).toEqual({ 'gone.txt': 'unknown' })
  await at.undo.apply(ofTurn('turn-1'), how({ choices: { [at.at('gone.txt')]: 'before' } }))
  expect(at.snapshot()).toEqual({})
})

test('an undo that a crash cut short after any write is finished by repeating it', async () => {
  const before = await bigTurn()
  const after = at.snapshot()
  const writes = (await at.undo.preview(ofTurn('turn-1'))).files.length + 2
  for (let allowed = 0; allowed <= writes; allowed++) {
    let left = allowed
    const dying = {
      ...fs,
      renameSync: (from: string, to: string) => {
        if (left-- <= 0) throw new Error('killed')
        fs.renameSync(from, to)
      },
      unlinkSync: (path: string) => {
        if (path.endsWith('.tmp')) return fs.unlinkSync(path)
        if (left-- <= 0) throw new Error('killed')
        fs.unlinkSync(path)
      },
    } as typeof fs
    const undoId = `crash-${allowed}`
    let recorded = 0
    const crashing = at.makeUndo({
      filesFor: async () => openPlacedFiles({ roots: [at.cwd], protectedNames: [] }, dying),
      // What a dying process would have recorded of its failure is not recorded.
      open: async () => ({
        state: {
          thread: at.thread,
          transact: async decide => {
            if (recorded++ === 0) at.record(...decide(at.thread()))
            return 0
          },
        },
      }),
    })
    await crashing.apply(ofTurn('turn-1'), { undoId, choices: {} })
    expect(await at.undo.apply(ofTurn('turn-1'), { undoId, choices: {} })).toMatchObject({ left: [], problem: null })
    expect(at.snapshot()).toEqual(before)
    await at.undo.apply({ threadId: 't', of: { undoId } }, how())
    expect(at.snapshot()).toEqual(after)
  }
})

test('a folder that the agent made and somebody uses stays', async () => {
  at.begin('turn-1')
  await at.patch('turn-1', '*** Add File: made/a.txt', '+a', '*** Add File: empty/b.txt', '+b')
  at.end('turn-1')
  at.write('made/mine.txt', 'mine\n')
  await at.undo.apply(ofTurn('turn-1'), how())
  expect(Object.keys(at.snapshot())).toEqual(['made/', 'made/mine.txt'])
})
