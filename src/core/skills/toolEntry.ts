/** A tool that a skill names: `exec_command`, `mcp__github`, or `Bash(git diff:*)` for commands that begin so. */
export interface ToolEntry {
  /** By its name for models, whatever another program calls it. */
  tool: string
  /** First words of the commands that are meant; null for all. */
  prefix: string[] | null
}

/** What other programs call the same tools, in small letters. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  shell: 'exec_command',
  shell_command: 'exec_command',
  local_shell: 'exec_command',
  unified_exec: 'exec_command',
  'container.exec': 'exec_command',
  bash: 'exec_command',
  edit: 'apply_patch',
  multiedit: 'apply_patch',
  write: 'apply_patch',
  read: 'read_file',
  grep: 'grep_files',
  glob: 'list_dir',
  ls: 'list_dir',
  websearch: 'web_search',
}

/** The name that a tool has for models here. */
export function toolNamed(name: string): string {
  const small = name.toLowerCase()
  return (Object.hasOwn(OTHER_NAMES, small) ? OTHER_NAMES[small] : undefined) ?? name
}

export function toolEntry(text: string): ToolEntry {
  const [, name = text, inner] = /^([^()]+)\(([^)]*)\)$/.exec(text) ?? []
  const words = inner
    ?.replace(/[: ]?\*$/, '')
    .trim()
    .split(/\s+/)
    .filter(word => word !== '')
  return { tool: toolNamed(name.trim()), prefix: words && words.length > 0 ? words : null }
}

/** Whether an entry is about a tool. `mcp__server` stands for all tools of that server. */
export const isAbout = ({ tool }: ToolEntry, called: string): boolean =>
  tool === called || (/^mcp__[^_]/.test(tool) && called.startsWith(`${tool}__`))

/** Whether everything that one entry allows is allowed by another. */
export const isWithin = (entry: ToolEntry, other: ToolEntry): boolean =>
  isAbout(other, entry.tool) &&
  (other.prefix === null || (entry.prefix !== null && other.prefix.every((word, at) => entry.prefix?.[at] === word)))
