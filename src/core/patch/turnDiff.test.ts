import { describe, expect, test } from 'vitest'
import type { FileChange, FileImage } from '../thread/calls.ts'
import { unifiedDiff } from './diff.ts'
import { replayDiff } from './replay.ts'
import { turnDiff, type AppliedPatch } from './turnDiff.ts'

/** A workspace whose patches are recorded; a content is its own hash. */
function recorder(files: Record<string, string>) {
  const now = new Map(Object.entries(files).map(([name, text]) => [`/w/${name}`, text]))
  const patches: AppliedPatch[] = []
  const record = (change: FileChange, ends: Record<string, string | null>, mode = 0o644) => {
    const images: FileImage[] = Object.entries(ends).map(([path, after]) => {
      const image = { path, before: now.get(path) ?? null, after, ...(after !== null && { mode }) }
      if (after === null) now.delete(path)
      else now.set(path, after)
      return image
    })
    patches.push({ changes: [change], images })
  }
  const self = {
    patches,
    add(name: string, content: string, mode?: number) {
      record({ path: `/w/${name}`, kind: 'add', content }, { [`/w/${name}`]: content }, mode)
      return self
    },
    remove(name: string) {
      record({ path: `/w/${name}`, kind: 'delete', content: now.get(`/w/${name}`) ?? '' }, { [`/w/${name}`]: null })
      return self
    },
    update(name: string, content: string, to = name) {
      const path = `/w/${name}`
      const { text: diff } = unifiedDiff(now.get(path) ?? '', content)
      const moved = to === name ? {} : { movePath: `/w/${to}` }
      const ends = to === name ? { [path]: content } : { [path]: null, [`/w/${to}`]: content }
      record({ path, kind: 'update', diff, ...moved }, ends)
      return self
    },
    /** Somebody else writes the file. */
    edit(name: string, content: string) {
      now.set(`/w/${name}`, content)
      return self
    },
    diffs: (readText: (hash: string) => Promise<string | null> = async hash => hash) =>
      turnDiff(patches, { cwd: '/w', readText }),
  }
  return self
}

const text = async (of: ReturnType<typeof recorder>) => (await of.diffs()).map(({ diff }) => diff).join('')

describe('as git writes it', () => {
  test('a new file, and one that can be run', async () => {
    expect(await text(recorder({}).add('n', '1\n').add('run', '', 0o755))).toBe(
      'diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+1\n' +
        'diff --git a/run b/run\nnew file mode 100755\n',
    )
  })

  test('a file that is gone', async () => {
    expect(await text(recorder({ o: '1\n2' }).remove('o'))).toBe(
      'diff --git a/o b/o\ndeleted file mode 100644\n--- a/o\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-1\n-2\n\\ No newline at end of file\n',
    )
  })

  test('a file that moved, with a change and without', async () => {
    expect(await text(recorder({ a: '1\n' }).update('a', '2\n', 'b'))).toBe(
      'diff --git a/a b/b\nrename from a\nrename to b\n--- a/a\n+++ b/b\n@@ -1 +1 @@\n-1\n+2\n',
    )
    expect(await text(recorder({ a: '1\n' }).update('a', '1\n', 'b'))).toBe(
      'diff --git a/a b/b\nrename from a\nrename to b\n',
    )
  })

  test('names that could break their line', async () => {
    const [file] = await recorder({}).add('a"\n\u001b[0m', '1\n').diffs()
    expect(file?.diff.split('\n').slice(0, 4)).toEqual([
      String.raw`diff --git "a/a\"\n\033[0m" "b/a\"\n\033[0m"`,
      'new file mode 100644',
      '--- /dev/null',
      String.raw`+++ "b/a\"\n\033[0m"`,
    ])
  })
})

test('several changes of a file are one diff, from the first before to the last after', async () => {
  const files = await recorder({ a: '1\n2\n3\n' }).update('a', '1\nx\n3\n').update('a', '1\ny\n3\n4\n').diffs()
  expect(files).toEqual([
    {
      path: '/w/a',
      added: 2,
      removed: 1,
      diff: 'diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,3 +1,4 @@\n 1\n-2\n+y\n 3\n+4\n',
    },
  ])
})

test('what ends as it began is not there', async () => {
  expect(await recorder({ a: '1\n' }).update('a', '2\n').update('a', '1\n').diffs()).toEqual([])
  expect(await recorder({}).add('n', '1\n').remove('n').diffs()).toEqual([])
  expect(await recorder({ a: '1\n' }).remove('a').add('a', '1\n').diffs()).toEqual([])
  expect(await recorder({ a: '1\n' }).update('a', '1\n', 'b').update('b', '1\n', 'a').diffs()).toEqual([])
})

test('renames are followed', async () => {
  const twice = await recorder({ a: '1\n' }).update('a', '2\n', 'b').update('b', '3\n', 'c').diffs()
  expect(twice).toMatchObject([{ path: '/w/c', from: '/w/a', added: 1, removed: 1 }])
  const born = await recorder({}).add('n', '1\n').update('n', '2\n', 'm').diffs()
  expect(born).toMatchObject([{ path: '/w/m', added: 1, removed: 0 }])
  expect(born[0]?.diff).toContain('new file mode')
  const gone = await recorder({ a: '1\n' }).update('a', '2\n', 'b').remove('b').diffs()
  expect(gone).toMatchObject([{ path: '/w/a', added: 0, removed: 1 }])
  expect(gone[0]?.diff).toContain('deleted file mode')
})

test('a move onto another file is the end of one and a change of the other', async () => {
  const files = await recorder({ a: '1\n', b: 'x\n' }).update('a', '2\n', 'b').diffs()
  expect(files.map(({ path, from, added, removed }) => ({ path, from, added, removed }))).toEqual([
    { path: '/w/a', from: undefined, added: 0, removed: 1 },
    { path: '/w/b', from: undefined, added: 1, removed: 1 },
  ])
})

test('what somebody else wrote in between counts to the end, not to the beginning', async () => {
  const [file] = await recorder({ a: '1\n2\n' })
    .update('a', '1\nx\n')
    .edit('a', '1\nx\nmine\n')
    .update('a', '1\ny\nmine\n')
    .diffs()
  expect(file?.diff).toMatch(/@@ -1,2 \+1,3 @@\n 1\n-2\n\+y\n\+mine\n$/)
})

test('without the contents the recorded differences are shown', async () => {
  const files = recorder({ a: '1\n', b: 'b\n' })
    .update('a', '2\n')
    .update('a', '3\n')
    .add('n', 'n\n')
    .update('n', 'm\n')
    .remove('b')
  const diffs = await files.diffs(async () => null)
  expect(diffs.map(({ diff, added, removed }) => [diff, added, removed])).toEqual([
    ['diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-1\n+2\n@@ -1 +1 @@\n-2\n+3\n', 2, 2],
    ['diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+m\n', 1, 0],
    ['diff --git a/b b/b\ndeleted file mode 100644\n--- a/b\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n', 0, 1],
  ])
})

test('a record without images, as other programs leave, tells as much as it can', async () => {
  const changes: FileChange[] = [
    { path: '/w/n', kind: 'add', content: '1\n' },
    { path: '/w/n', kind: 'update', diff: '@@ -1 +1 @@\n-1\n+2\n', movePath: '/x/m' },
  ]
  expect(await turnDiff([{ changes }], { cwd: '/w', readText: async () => null })).toMatchObject([
    {
      path: '/x/m',
      diff: 'diff --git a/x/m b/x/m\nnew file mode 100644\n--- /dev/null\n+++ b/x/m\n@@ -0,0 +1 @@\n+2\n',
    },
  ])
})

test.each([
  ['a\nb\n', 'a\nB'],
  ['', 'a\n'],
  ['a', ''],
  ['1\n2\n3\n4\n5\n6\n7\n8\n9\n', '0\n1\n2\n3\n4\n5\n6\n7\n8\nx'],
])('a diff replays: %j to %j', (before, after) => {
  expect(replayDiff(before, unifiedDiff(before, after).text)).toBe(after)
})

test('a diff of another text does not replay', () => {
  expect(replayDiff('x\n', '@@ -1 +1 @@\n-1\n+2\n')).toBeNull()
  expect(replayDiff('x\n', '@@ -5 +5 @@\n-1\n+2\n')).toBeNull()
  expect(replayDiff('', 'nonsense')).toBeNull()
})
