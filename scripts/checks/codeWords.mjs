// Strings that are no words of a language: what people read in every language as it is.

const names = new Set(
  `Heddle Codex Electron Rehearsal OpenAI Chromium Markdown HTML JSONL TOML YAML MCP SKILL.md AGENTS.md config.toml
  Esc Enter Escape Tab ArrowUp ArrowDown ArrowLeft ArrowRight Home End PageUp PageDown Backspace Delete Space Shift
  Google Gemini Mistral Groq Together Control Ctrl Meta Alt Windows Backquote Authorization noopener noreferrer git push origin main`.split(
    /\s+/,
  ),
)

/** A path, a tool, an option, a variable, a key of a file: one word with something in it that no word has. */
const codeWord = /^[^\s]*(?:[/\\_$@=<>]|--|\.\w|\w\.\w)[^\s]*$/

/** Files whose strings become files, messages to a model or rules in a language of their own. */
const codeFiles = /features\/gallery\/|features\/skills\/templates\.ts$|ui\/platform\.ts$|ui\/editor\/frontmatter\.ts$/

/**
 * Whether a string is the same in every language.
 * @param {string} text
 */
export const isCode = text =>
  text
    .trim()
    .split(/,? +/)
    .every(word => names.has(word) || codeWord.test(word))

/** Whether all strings of a file are. @param {string} path */
export const isCodeFile = path => codeFiles.test(path)
