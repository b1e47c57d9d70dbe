import { lstat } from 'node:fs/promises'
import type { FoundSkill, SkillProblem } from '../../../core/skills/skill.ts'
import { systemErrorText } from '../systemErrors.ts'
import { NO_AGENT_FILE, parseAgentFile, parseSkill } from './parseSkill.ts'
import type { SkillRoot } from './roots.ts'
import { readSkillText } from './skillText.ts'
import { walkSkills } from './walk.ts'
import type { SkillPlace } from './walk.ts'

/** Of a file only its beginning is read until it is used. */
const HEAD_BYTES = 32 * 1024
const MAX_AGENT_FILE_BYTES = 64 * 1024
/** Files that are read at once. */
const WIDTH = 16

/** What a skill is, wherever it was found. */
type Read = Omit<FoundSkill, 'scope' | 'root' | 'rank' | 'path'>

export interface Findings {
  skills: FoundSkill[]
  /** Folders that could not be read, files that were refused. */
  problems: string[]
}

/** Finds skills on disk. What was read of a file is kept for as long as the file stays as it is. */
export function createSkillFinder() {
  const known = new Map<string, { stamp: string; read: Promise<Read> }>()

  const readOnce = async (place: SkillPlace): Promise<Read> => {
    const stamp = await stampOf(place)
    const before = known.get(place.path)
    if (before?.stamp === stamp) return before.read
    const read = readPlace(place)
    known.set(place.path, { stamp, read })
    return read
  }

  /** The skills of several roots, nearest root first; what two roots lead to counts for the first. */
  return async function findSkills(roots: readonly SkillRoot[]): Promise<Findings> {
    const walked = await Promise.all(roots.map(walkSkills))
    const seen = new Set<string>()
    const found = walked.flatMap((walk, rank) =>
      (walk?.places ?? []).flatMap(place => {
        const root = roots[rank]
        if (!walk || !root || seen.has(place.path)) return []
        seen.add(place.path)
        return [{ place, rank, root: walk.root, scope: root.scope }]
      }),
    )
    const skills: FoundSkill[] = []
    for (let at = 0; at < found.length; at += WIDTH) {
      const batch = found.slice(at, at + WIDTH)
      const read = await Promise.all(batch.map(({ place }) => readOnce(place)))
      batch.forEach(({ place, ...where }, n) => {
        const what = read[n]
        if (what) skills.push({ ...what, ...where, path: place.path })
      })
    }
    return { skills, problems: [...new Set(walked.flatMap(walk => walk?.problems ?? []))] }
  }
}

/** Changes whenever a file of a skill does. */
async function stampOf({ path, agentFile }: SkillPlace): Promise<string> {
  const stamps = [path, ...(agentFile === null ? [] : [agentFile])].map(async file => {
    const info = await lstat(file).catch(() => null)
    return info === null ? '' : `${info.ino} ${info.size} ${info.mtimeMs} ${info.ctimeMs}`
  })
  return (await Promise.all(stamps)).join('\n')
}

async function readPlace({ path, name, agentFile }: SkillPlace): Promise<Read> {
  const [{ parsed, bytes }, agent] = await Promise.all([readHead(path, name), readAgent(agentFile)])
  const { header, problems } = parsed
  const { displayName, shortDescription, color, defaultPrompt, allowImplicit } = agent.file
  return {
    ...header,
    shortDescription: header.shortDescription ?? shortDescription,
    // What every turn has anyway needs no line in the list.
    implicit: allowImplicit && header.interface !== 'user' && header.interface !== 'auto',
    display: { name: displayName, color, defaultPrompt },
    bytes,
    problems: [...problems, ...agent.problems],
  }
}

async function readHead(path: string, name: string) {
  try {
    const { text, bytes } = await readSkillText(path, HEAD_BYTES)
    return { parsed: await parseSkill(text, name), bytes }
  } catch (error) {
    const { header } = await parseSkill('', name)
    const problem: SkillProblem = {
      severity: 'error',
      message: `It cannot be read: ${systemErrorText(error)}.`,
      line: null,
    }
    return { parsed: { header, problems: [problem] }, bytes: 0 }
  }
}

async function readAgent(path: string | null) {
  const text = path === null ? null : await readSkillText(path, MAX_AGENT_FILE_BYTES).catch(() => null)
  return text === null ? { file: NO_AGENT_FILE, problems: [] } : parseAgentFile(text.text)
}
