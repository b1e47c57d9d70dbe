import { markdown } from '@codemirror/lang-markdown'
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language'
import { toml } from '@codemirror/legacy-modes/mode/toml'
import type { Extension } from '@codemirror/state'
import { tags } from '@lezer/highlight'
import type { EditorLanguage } from './editing.ts'
import { frontmatter } from './frontmatter.ts'

/** What can be added to Markdown. */
export type MarkdownExtension = NonNullable<NonNullable<Parameters<typeof markdown>[0]>['extensions']>

/** Colours as the rest of the code in the window has them. */
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.atom, tags.bool], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: [tags.number, tags.literal], color: 'var(--code-constant)' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--code-function)' },
  { tag: [tags.comment, tags.meta], color: 'var(--code-comment)' },
  { tag: [tags.bracket, tags.processingInstruction], color: 'var(--code-punctuation)' },
  { tag: tags.heading, color: 'var(--fg)', fontWeight: '650' },
  { tag: tags.strong, fontWeight: '650' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strikethrough, textDecoration: 'line-through' },
  { tag: tags.monospace, color: 'var(--code-string)' },
  { tag: [tags.link, tags.url], color: 'var(--code-link)' },
])

const LANGUAGES: Readonly<Record<EditorLanguage, () => Extension>> = {
  toml: () => StreamLanguage.define(toml),
  markdown: () => markdown({ extensions: frontmatter, completeHTMLTags: false }),
}

/** A language and its colours. */
export const languageOf = (language: EditorLanguage): Extension => [LANGUAGES[language](), syntaxHighlighting(colours)]
