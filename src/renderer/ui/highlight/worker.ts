import { createCssVariablesTheme, createHighlighterCore } from 'shiki/core'
import type { HighlighterCore } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import type { Language } from './languages.ts'
import type { HighlightAnswer, HighlightRequest, Line } from './protocol.ts'

const grammars = {
  typescript: () => import('shiki/langs/typescript.mjs'),
  tsx: () => import('shiki/langs/tsx.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  bash: () => import('shiki/langs/bash.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  rust: () => import('shiki/langs/rust.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
  toml: () => import('shiki/langs/toml.mjs'),
  diff: () => import('shiki/langs/diff.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  markdown: () => import('shiki/langs/markdown.mjs'),
} satisfies Record<Language, unknown>

const theme = createCssVariablesTheme({ name: 'variables', variablePrefix: '--code-', fontStyle: false })
let started: Promise<HighlighterCore> | undefined

const start = () =>
  (started ??= createHighlighterCore({
    themes: [theme],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  }))

/** `var(--code-token-keyword)` -> `keyword`; the foreground has no class. */
const kindOf = (color: string | undefined): string => /--code-token-([a-z-]+)/.exec(color ?? '')?.[1] ?? ''

async function highlight({ code, language }: HighlightRequest): Promise<Line[]> {
  const highlighter = await start()
  if (!highlighter.getLoadedLanguages().includes(language)) await highlighter.loadLanguage(grammars[language]())
  const { tokens } = highlighter.codeToTokens(code, { lang: language, theme: 'variables', tokenizeMaxLineLength: 2000 })
  return tokens.map(line => line.map(token => [token.content, kindOf(token.color)] as const))
}

self.addEventListener('message', (event: MessageEvent<HighlightRequest>) => {
  const { id } = event.data
  const answer = (lines: Line[] | null) => self.postMessage({ id, lines } satisfies HighlightAnswer)
  // Code that the grammar cannot read stays plain.
  highlight(event.data).then(answer, () => answer(null))
})
