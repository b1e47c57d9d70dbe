import { utf8Head, utf8Length } from './utf8.ts'

/** One file of guidance for agents, as found on disk. */
export interface GuidanceFile {
  path: string
  text: string
  /** `global` comes from the home, the others from the project, root first. */
  scope: 'global' | 'project'
}

/** A file of guidance and the part of it that the model reads; null where it is left out. */
export interface GuidancePart {
  file: GuidanceFile
  bytes: number
  used: string | null
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
 * What the model reads of each file. Project files share a budget of `maxBytes`: the one that crosses it is cut, later
 * ones are left out. Empty files take no part.
 */
export function guidanceParts(files: readonly GuidanceFile[], maxBytes: number): GuidancePart[] {
  let left = maxBytes
  return files
    .filter(({ text }) => text.trim() !== '')
    .map(file => {
      const { text, scope } = file
      const bytes = utf8Length(text)
      if (scope === 'global' || bytes <= left) {
        if (scope === 'project') left -= bytes
        return { file, bytes, used: text }
      }
      const used = left > 0 ? utf8Head(text, left) : null
      left = 0
      return { file, bytes, used }
    })
}

/**
 * Joins guidance files into the block that models know (codex-formats 5), and says what did not fit. A budget of 0 wants
 * none of the project's files.
 */
export function joinGuidance(
  files: readonly GuidanceFile[],
  { cwd, maxBytes }: { cwd: string; maxBytes: number },
): Guidance {
  const parts = guidanceParts(files, maxBytes)
  const told = parts.filter(({ used }) => used !== null)
  const textsOf = (scope: GuidanceFile['scope']) =>
    told.filter(({ file }) => file.scope === scope).map(({ used }) => used ?? '')
  const project = textsOf('project').join('\n\n')
  const body = [textsOf('global').join('\n\n').trim(), project].filter(part => part !== '').join(SEPARATOR)
  // What is told everywhere is told of no folder.
  const place = project === '' ? '' : ` for ${cwd}`
  return {
    text: body === '' ? null : `# AGENTS.md instructions${place}\n\n<INSTRUCTIONS>\n${body}\n</INSTRUCTIONS>`,
    sources: told.map(({ file }) => file.path),
    warnings: maxBytes === 0 ? [] : parts.flatMap(part => warningOf(part, maxBytes)),
  }
}

function warningOf({ file: { path, text }, bytes, used }: GuidancePart, maxBytes: number): string[] {
  if (used === null)
    return [`${path} was left out: the files before it use all ${maxBytes} bytes of project_doc_max_bytes.`]
  if (used === text) return []
  return [`Only ${utf8Length(used)} of ${bytes} bytes of ${path} were loaded (project_doc_max_bytes is ${maxBytes}).`]
}
