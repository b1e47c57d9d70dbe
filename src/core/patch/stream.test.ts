import fc from 'fast-check'
import { expect, test } from 'vitest'
import { patchCases } from '../../testing/patches.ts'
import { parsePatch } from './parse.ts'
import { createArgumentsPreview, createPatchPreview, previewPatch } from './stream.ts'

const PATCH = `*** Begin Patch
*** Add File: new.ts
+one
+two
*** Update File: old.ts
*** Move to: moved.ts
@@ top
 kept
-gone
+come
+come
*** Delete File: bad.ts
*** End Patch
`

const WHOLE = [
  { kind: 'add', path: 'new.ts', added: 2, removed: 0 },
  { kind: 'update', path: 'old.ts', movePath: 'moved.ts', added: 2, removed: 1 },
  { kind: 'delete', path: 'bad.ts', added: 0, removed: 0 },
]

test('names files and counts lines', () => {
  expect(previewPatch(PATCH)).toEqual(WHOLE)
  expect(previewPatch(`cd src && apply_patch <<'EOF'\n${PATCH}EOF\n`)).toEqual(WHOLE)
})

test('shows nothing of a line that has not ended', () => {
  expect(previewPatch('*** Begin Patch\n*** Add File: half')).toEqual([])
  expect(previewPatch('*** Begin Patch\n*** Add File: a\n+1\n+2')).toEqual([
    { kind: 'add', path: 'a', added: 1, removed: 0 },
  ])
})

test('comes to the same however the text is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: PATCH.length }), { maxLength: 20 }), cuts => {
      const preview = createPatchPreview()
      const bounds = [0, ...cuts.toSorted((a, b) => a - b), PATCH.length]
      for (const [at, to] of bounds.entries()) preview.push(PATCH.slice(bounds[at - 1] ?? 0, to))
      expect(preview.push('')).toEqual(WHOLE)
    }),
  )
})

test('agrees with the parser on every patch that parses', () => {
  let compared = 0
  for (const { patch } of patchCases(7, 300)) {
    const parsed = parsePatch(patch)
    if (!parsed.ok) continue
    compared++
    const counted = parsed.patch.operations.map(operation => {
      const lines = operation.kind === 'update' ? operation.hunks.flatMap(hunk => hunk.lines) : []
      return {
        kind: operation.kind,
        path: operation.path,
        movePath: operation.kind === 'update' ? operation.movePath : undefined,
        added:
          operation.kind === 'add'
            ? operation.content.split('\n').length - 1
            : lines.filter(line => line.kind === 'add').length,
        removed: lines.filter(line => line.kind === 'remove').length,
      }
    })
    expect(previewPatch(`${patch}\n`), patch).toEqual(counted)
  }
  expect(compared).toBeGreaterThan(200)
})

test('shows the newest lines of the last file', () => {
  const preview = createPatchPreview()
  preview.push('*** Begin Patch\n*** Add File: a\n+1\n')
  preview.push(
    `*** Update File: b\n@@ top\n${Array.from({ length: 9 }, (_, n) => ` kept ${n}\n`).join('')}-old\n+new\n`,
  )
  const tail = preview.tail()
  expect(tail).toHaveLength(8)
  expect(tail[0]).toEqual({ kind: 'keep', text: 'kept 3' })
  expect(tail.slice(-2)).toEqual([
    { kind: 'remove', text: 'old' },
    { kind: 'add', text: 'new' },
  ])
})

test.each([
  ['as they are', PATCH],
  ['in JSON', JSON.stringify({ input: PATCH })],
  ['in a command', JSON.stringify({ workdir: '/w', cmd: `apply_patch <<'EOF'\n${PATCH}EOF\n` }, null, 1)],
])('follows arguments %s, growing sign by sign', (_, text) => {
  const follow = createArgumentsPreview()
  for (let end = 1; end <= text.length; end++) {
    const { files } = follow(text.slice(0, end))
    expect(files.length).toBeLessThanOrEqual(WHOLE.length)
    expect(follow(text.slice(0, end)).files).toBe(files)
  }
  expect(follow(text).files).toEqual(WHOLE)
})

test('arguments that begin anew are read anew', () => {
  const follow = createArgumentsPreview()
  follow('*** Begin Patch\n*** Add File: first try\n')
  expect(follow(JSON.stringify({ input: PATCH })).files).toEqual(WHOLE)
})
