import { lstatSync } from 'node:fs'
import { setImmediate as pause } from 'node:timers/promises'
import type { FoundSkill, SkillProblem } from '../../../core/skills/skill.ts'
import { systemErrorText } from '../systemErrors.ts'
import { NO_AGENT_FILE, parseAgentFile, parseSkill } from './parseSkill.ts'
import type { SkillRoot } from './roots.ts'
import { readSkillHead, stampOf } from './skillText.ts'
import { walkSkills } from './walk.ts'
import type { SkillPlace } from './walk.ts'

/** Of a file only its beginning is read until it is used. */
const HEAD_BYTES = 32 * 1024
const MAX_AGENT_FILE_BYTES = 64 * 1024
/** Files that are read in one go, within about a millisecond, before others have their turn. */
const AT_ONCE = 32

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
    if (before && before.stamp === stampNow(place)) return before.read
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
    for (const [at, { place, ...where }] of found.entries()) {
      if (at % AT_ONCE === AT_ONCE - 1) await pause()
      skills.push({ ...(await readOnce(place)), ...where, path: place.path })
    }
    return { skills, problems: [...new Set(walked.flatMap(walk => walk?.problems ?? []))] }
  }
}

const NOT_THERE = '-'

/** Changes whenever a file of a skill does. */
const stampNow = ({ path, agentFile }: SkillPlace): string =>
  (agentFile === null ? [path] : [path, agentFile]).map(stampAt).join('\n')

function stampAt(path: string): string {
  const info = lstatSync(path, { throwIfNoEntry: false })
  return info === undefined ? NOT_THERE : stampOf(info)
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
    const { text, bytes, stamp } = readSkillHead(path, HEAD_BYTES)
    return { parsed: await parseSkill(text, name), bytes, stamp }
  } catch (error) {
    const { header } = await parseSkill('', name)
    const message = `It cannot be read: ${systemErrorText(error)}.`
    const problem: SkillProblem = { severity: 'error', message, line: null }
    return { parsed: { header, problems: [problem] }, bytes: 0, stamp: NOT_THERE }
  }
}

async function readAgent(path: string) {
  try {
    const { text, stamp } = readSkillHead(path, MAX_AGENT_FILE_BYTES)
    return { ...(await parseAgentFile(text)), stamp }
  } catch {
    return { file: NO_AGENT_FILE, problems: [], stamp: NOT_THERE } // not there, or nothing that could be read
  }
}
