import { utf8Head, utf8Length } from './utf8.ts'

/** One file of guidance for agents, as found on disk. */
export interface GuidanceFile {
  path: string
  text: string
  /** `global` comes from the home, the others from the project, root first. */
  scope: 'global' | 'project'
}

export interface Guidance {
  /** The block for the model, or null where there is nothing to say. */
  text: string | null
  /** Files that are in the block, in order. */
  sources: string[]
  warnings: string[]
}

const SEPARATOR = '\n\n--- project-doc ---\n\n'

/**
 * Joins guidance files into the block that models know (codex-formats 5). Project files share a budget of `maxBytes`: the
 * one that crosses it is cut, later ones are left out, and both are said. A budget of 0 wants none of them.
 */
export function joinGuidance(
  files: readonly GuidanceFile[],
  { cwd, maxBytes }: { cwd: string; maxBytes: number },
): Guidance {
  const warnings: string[] = []
  const sources: string[] = []
  const texts: Record<GuidanceFile['scope'], string[]> = { global: [], project: [] }
  let left = maxBytes
  for (const { path, text, scope } of files) {
    if (text.trim() === '' || (scope === 'project' && maxBytes === 0)) continue
    const bytes = scope === 'global' ? 0 : utf8Length(text)
    if (bytes > 0 && left <= 0) {
      warnings.push(`${path} was left out: the files before it use all ${maxBytes} bytes of project_doc_max_bytes.`)
      continue
    }
    if (bytes > left) {
      warnings.push(`Only ${left} of ${bytes} bytes of ${path} were loaded (project_doc_max_bytes is ${maxBytes}).`)
    }
    sources.push(path)
    texts[scope].push(bytes > left ? utf8Head(text, left) : text)
    left -= bytes
  }
  const body = [texts.global.join('\n\n').trim(), texts.project.join('\n\n')]
    .filter(part => part !== '')
    .join(SEPARATOR)
  if (body === '') return { text: null, sources, warnings }
  return { text: `# AGENTS.md instructions for ${cwd}\n\n<INSTRUCTIONS>\n${body}\n</INSTRUCTIONS>`, sources, warnings }
}
