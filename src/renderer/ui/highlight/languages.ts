/** Languages that are coloured, by every name a fence may give them. */
export const LANGUAGES = {
  typescript: ['ts', 'typescript', 'mts', 'cts'],
  tsx: ['tsx'],
  javascript: ['js', 'javascript', 'jsx', 'mjs', 'cjs'],
  json: ['json', 'jsonc', 'jsonl'],
  bash: ['bash', 'sh', 'shell', 'zsh', 'console'],
  python: ['py', 'python'],
  rust: ['rs', 'rust'],
  go: ['go', 'golang'],
  css: ['css'],
  html: ['html', 'htm', 'xml', 'svg'],
  yaml: ['yaml', 'yml'],
  toml: ['toml', 'ini'],
  diff: ['diff', 'patch'],
  sql: ['sql'],
  markdown: ['md', 'markdown'],
} as const

export type Language = keyof typeof LANGUAGES

const BY_NAME = new Map<string, Language>(
  Object.entries(LANGUAGES).flatMap(([language, names]) => names.map(name => [name, language as Language])),
)

/** The language a fence or a file extension names, or null where it is shown plain. */
export const languageOf = (name: string | undefined): Language | null => BY_NAME.get(name?.toLowerCase() ?? '') ?? null
