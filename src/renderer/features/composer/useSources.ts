import { useState } from 'react'
import type { Prompt } from '../../../contract/skills.ts'
import { useQuery } from '../../state/engine.ts'
import { mentionAt } from './mentions.ts'
import type { Mentionable } from './mentions.ts'

interface Sources {
  prompts: readonly Prompt[]
  skills: readonly Mentionable[]
}

const NO_PROMPTS: readonly Prompt[] = []
const NO_SKILLS: readonly Mentionable[] = []

/** The prompts and skills of a folder: read when a text begins to ask for them, so that what was just written is there. */
export function useSources(text: string, caret: number, cwd: string | null): Sources {
  const place = cwd === null ? {} : { cwd }
  const slashes = useBeginnings(text.startsWith('/'))
  const mentions = useBeginnings(mentionAt(text, caret) !== null)
  const prompts = useQuery('prompts/list', slashes === 0 ? null : place, String(slashes)).result?.prompts
  const skills = useQuery('skills/list', mentions === 0 ? null : place, String(mentions)).result?.skills
  return {
    prompts: prompts ?? NO_PROMPTS,
    skills: skills?.filter(({ state }) => state === 'active') ?? NO_SKILLS,
  }
}

/** How often something began to be so. */
function useBeginnings(isSo: boolean): number {
  const [state, setState] = useState({ isSo, times: isSo ? 1 : 0 })
  const next = state.isSo === isSo ? state : { isSo, times: state.times + (isSo ? 1 : 0) }
  if (next !== state) setState(next)
  return next.times
}
