import { lstat } from 'node:fs/promises'
import type { FoundSkill, SkillProblem } from '../../../core/skills/skill.ts'
import { systemErrorText } from '../systemErrors.ts'
import { NO_AGENT_FILE, parseAgentFile, parseSkill } from './parseSkill.ts'
import type { SkillRoot } from './roots.ts'
import { readSkillText, stampOf } from './skillText.ts'
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

/** A skill as it was read, and what its files were then. */
interface Known {
  stamp: string
  read: Read
}

/** Finds skills on disk. What was read of a file is kept for as long as the file stays as it is. */
export function createSkillFinder() {
  const known = new Map<string, Known>()

  const readOnce = async (place: SkillPlace): Promise<Read> => {
    const before = known.get(place.path)
    if (before && before.stamp === (await stampNow(place))) return before.read
    const now = await readPlace(place)
    known.set(place.path, now)
    return now.read
  }

  /** The skills of several roots, nearest root first; what two roots lead to counts for the first. */
  return async function findSkills(roots: readonly SkillRoot[]): Promise<Findings> {
    const walked = await Promise.all(roots.map(root => walkSkills(root)))
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
    let next = 0
    const reader = async () => {
      for (let at = next++; at < found.length; at = next++) {
        const one = found[at]
        if (!one) return
        const { place, ...where } = one
        skills[at] = { ...(await readOnce(place)), ...where, path: place.path }
      }
    }
    await Promise.all(Array.from({ length: WIDTH }, reader))
    return { skills, problems: [...new Set(walked.flatMap(walk => walk?.problems ?? []))] }
  }
}

const NOT_THERE = '-'

/** Changes whenever a file of a skill does. */
async function stampNow({ path, agentFile }: SkillPlace): Promise<string> {
  const files = agentFile === null ? [path] : [path, agentFile]
  const stamps = files.map(file => lstat(file).then(stampOf, () => NOT_THERE))
  return (await Promise.all(stamps)).join('\n')
}

async function readPlace({ path, name, agentFile }: SkillPlace): Promise<Known> {
  const [head, agent] = await Promise.all([readHead(path, name), agentFile === null ? null : readAgent(agentFile)])
  const { header, problems } = head.parsed
  const { displayName, shortDescription, color, defaultPrompt, allowImplicit } = agent?.file ?? NO_AGENT_FILE
  return {
    stamp: agent === null ? head.stamp : `${head.stamp}\n${agent.stamp}`,
    read: {
      ...header,
      shortDescription: header.shortDescription ?? shortDescription,
      // What every turn has anyway needs no line in the list.
      implicit: allowImplicit && header.interface !== 'user' && header.interface !== 'auto',
      display: { name: displayName, color, defaultPrompt },
      bytes: head.bytes,
      problems: [...problems, ...(agent?.problems ?? [])],
    },
  }
}

async function readHead(path: string, name: string) {
  try {
    const { text, bytes, stamp } = await readSkillText(path, HEAD_BYTES)
    return { parsed: await parseSkill(text, name), bytes, stamp }
  } catch (error) {
    const { header } = await parseSkill('', name)
    const message = `It cannot be read: ${systemErrorText(error)}.`
    const problem: SkillProblem = { severity: 'error', message, line: null }
    return { parsed: { header, problems: [problem] }, bytes: 0, stamp: NOT_THERE }
  }
}

async function readAgent(path: string) {
  const text = await readSkillText(path, MAX_AGENT_FILE_BYTES).catch(() => null)
  if (text === null) return { file: NO_AGENT_FILE, problems: [], stamp: NOT_THERE }
  return { ...(await parseAgentFile(text.text)), stamp: text.stamp }
}
