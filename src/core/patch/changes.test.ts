import { expect, test } from 'vitest'
import { patchCases } from '../../testing/patches.ts'
import { applyUpdate } from './apply.ts'
import { unifiedDiff } from './diff.ts'
import { parsePatch } from './parse.ts'

/** Puts a unified diff back onto the text it was made from. */
function replay(before: string, diff: string): string {
  const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? []
  let result = ''
  let at = 0
  for (const hunk of diff.split(/^(?=@@ )/m)) {
    const header = /^@@ -(\d+)(?:,(\d+))? /.exec(hunk)
    if (!header) continue
    const start = Number(header[1]) - (header[2] === '0' ? 0 : 1)
    result += lines.slice(at, start).join('')
    at = start
    for (const line of hunk.split(/(?<=\n)/).slice(1)) {
      if (line.startsWith('\\')) result = result.replace(/\n$/, '')
      else if (line.startsWith('+')) result += line.slice(1)
      else {
        if (line.startsWith(' ')) result += line.slice(1)
        at++
      }
    }
  }
  return result + lines.slice(at).join('')
}

test('the changes that a patch tells make the same diff as comparing the texts would', () => {
  let compared = 0
  for (const { files, patch } of patchCases(20_261_121, 400)) {
    const parsed = parsePatch(patch)
    if (!parsed.ok) continue
    for (const operation of parsed.patch.operations) {
      const before = operation.kind === 'update' ? new Map(Object.entries(files)).get(operation.path) : undefined
      if (operation.kind !== 'update' || typeof before !== 'string') continue
      const applied = applyUpdate(before, operation.hunks, operation.path)
      if (!applied.ok || !applied.changes) continue
      compared++
      const { text } = unifiedDiff(before, applied.content, { changes: applied.changes })
      expect(replay(before, text)).toBe(applied.content)
    }
  }
  expect(compared).toBeGreaterThan(50)
})
