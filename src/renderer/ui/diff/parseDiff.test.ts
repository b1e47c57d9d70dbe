import { expect, test } from 'vitest'
import { countLines, parseDiff, wholeFile } from './parseDiff.ts'

const DIFF = `--- a/x.ts
+++ b/x.ts
@@ -41,3 +41,3 @@ function
 open
-  read
+  lock
 close
@@ -80,1 +80,2 @@
 end
+-- not a header
\\ No newline at end of file
`

test('lines carry the numbers of their side', () => {
  expect(parseDiff(DIFF)).toEqual([
    { kind: 'same', before: 41, after: 41, text: 'open' },
    { kind: 'removed', before: 42, text: '  read' },
    { kind: 'added', after: 42, text: '  lock' },
    { kind: 'same', before: 43, after: 43, text: 'close' },
    { kind: 'gap' },
    { kind: 'same', before: 80, after: 80, text: 'end' },
    { kind: 'added', after: 81, text: '-- not a header' },
  ])
})

test('removed lines that look like a file header are counted', () => {
  expect(countLines(parseDiff('@@ -1,2 +1,1 @@\n--- a title\n+++ b\n'))).toEqual({ added: 1, removed: 1 })
})

test('a whole file is all added or all removed', () => {
  expect(wholeFile('added', 'a\nb\n')).toEqual([
    { kind: 'added', after: 1, text: 'a' },
    { kind: 'added', after: 2, text: 'b' },
  ])
  expect(wholeFile('removed', '')).toEqual([])
})
