import type { MarkdownExtension } from './languages.ts'
import { tags } from '@lezer/highlight'

const FENCE = /^---\s*$/

/** The block of settings at the head of a file. Markdown alone would take it for a rule and a heading. */
export const frontmatter: MarkdownExtension = {
  defineNodes: [{ name: 'Frontmatter', block: true, style: tags.meta }],
  parseBlock: [
    {
      name: 'Frontmatter',
      before: 'HorizontalRule',
      parse(context, line) {
        if (context.lineStart !== 0 || !FENCE.test(line.text)) return false
        // One that is not closed yet goes to the end.
        while (context.nextLine() && !FENCE.test(line.text));
        const end = context.lineStart + line.text.length
        context.nextLine()
        context.addElement(context.elt('Frontmatter', 0, end))
        return true
      },
    },
  ],
}
