import type { GuidanceSource } from '../../../contract/compaction.ts'
import { guidanceParts, joinGuidance } from '../../../core/context/agentsMd.ts'
import type { GuidanceFile, GuidancePart } from '../../../core/context/agentsMd.ts'
import { KIND } from '../../../core/context/texts.ts'
import { textTokens } from '../../../core/context/tokens.ts'
import { utf8Length } from '../../../core/context/utf8.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { ThreadActor } from '../threads/threadActor.ts'

export interface GuidanceApiDeps {
  open(threadId: string): Promise<ThreadActor>
  /** The AGENTS.md files that count for a folder. */
  guidance(cwd: string): Promise<{ files: GuidanceFile[]; maxBytes: number }>
}

/** The AGENTS.md files of a thread, as a person looks them up. */
export function guidanceHandlers({ open, guidance }: GuidanceApiDeps): Pick<Handlers, 'thread/guidance'> {
  return {
    'thread/guidance': async ({ threadId }) => {
      const { state } = await open(threadId)
      const { cwd, turns } = state.thread()
      const [{ files, maxBytes }, { context }] = await Promise.all([guidance(cwd), state.history()])
      const told = context[KIND.agentsMd] ?? ''
      const parts = guidanceParts(files, maxBytes)
      const sources = files.map(file => sourceOf(file, parts.find(part => part.file === file) ?? null))
      const isNews = (used: string) => turns.length > 0 && !told.includes(used.trim())
      const block = joinGuidance(files, { cwd, maxBytes }).text ?? ''
      return {
        files: sources.map(({ used, ...source }) => ({ ...source, news: isNews(used) })),
        usedBytes: sources.reduce((sum, { scope, usedBytes }) => sum + (scope === 'project' ? usedBytes : 0), 0),
        maxBytes,
        withdrawn: told.includes('<INSTRUCTIONS>') && told !== block && !sources.some(({ used }) => isNews(used)),
      }
    },
  }
}

/** Of a file that the home has no limit for. */
const PREVIEW_CHARS = 64 * 1024

function sourceOf(
  { path, scope }: GuidanceFile,
  part: GuidancePart | null,
): Omit<GuidanceSource, 'news'> & { used: string } {
  const used = part?.used ?? ''
  const state = !part ? 'empty' : part.used === null ? 'leftOut' : part.used === part.file.text ? 'whole' : 'cut'
  return {
    path,
    scope,
    bytes: part?.bytes ?? 0,
    usedBytes: utf8Length(used),
    tokens: textTokens(used),
    state,
    text: used.slice(0, PREVIEW_CHARS),
    used,
  }
}
