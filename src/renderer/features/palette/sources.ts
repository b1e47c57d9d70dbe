import { useMemo } from 'react'
import type { FoundFile } from '../../../contract/files.ts'
import type { Result } from '../../../contract/router.ts'
import { useApp } from '../../state/app.ts'
import { useQuery, useWatch } from '../../state/engine.ts'
import { lookAt } from '../../state/lookAt.ts'
import { goTo } from '../../state/places.ts'
import { openProfile } from '../../state/profiles.ts'
import { titleOf } from '../../state/selectors.ts'
import { baseName } from '../../ui/format.ts'
import { t, tn } from '../../ui/i18n/t.ts'
import type { Entry, scopeOf } from './entries.ts'
import { mentionFile } from './mentionFile.ts'

type Asked = ReturnType<typeof scopeOf>

interface Source {
  entries: readonly Entry[]
  isSearching: boolean
}

const NONE: readonly Entry[] = []
const MOST_SESSIONS = 20
const MOST_FILES = 50
/** One letter would find half of everything. */
const LEAST_LETTERS = 2

/** Where the thread in front works, or the next one will. */
const useFolder = (): string | null =>
  useApp(
    ({ summaries, layout, newThread, workspaces }) =>
      summaries?.[layout.active]?.cwd ?? newThread.cwd ?? workspaces?.[0]?.path ?? null,
  )

/** Past threads in which the words occur, wherever they lie. */
export function useSessions({ text, kinds }: Asked): Source {
  const isAsked = kinds.includes('session') && text.length >= LEAST_LETTERS
  const params = { text, limit: MOST_SESSIONS, filter: { shelf: 'all' as const } }
  const { result, fresh } = useQuery('session/search', isAsked ? params : null)
  const entries = useMemo(() => (isAsked ? (result?.results ?? []).map(sessionEntry) : NONE), [isAsked, result])
  return { entries, isSearching: isAsked && !fresh }
}

function sessionEntry({ session, hits, hitCount }: Result<'session/search'>['results'][number]): Entry {
  const [hit] = hits
  return {
    id: session.id,
    kind: 'session',
    text: titleOf(session),
    marks: [],
    status: session.status,
    where: hitCount > 1 ? tn(hitCount, '{n} hit', '{n} hits') : baseName(session.cwd),
    ...(hit ? { excerpt: { text: hit.excerpt, marks: hit.marks } } : {}),
    run({ store, actions }) {
      if (!hit) return actions.openThread(session.id)
      const { turnId, itemId } = hit
      goTo(store, { threadId: session.id, at: { turnId }, itemId: itemId ?? undefined, flash: true, opens: true })
    },
  }
}

/** Files of the folder by a part of their paths. Choosing one writes it into the message. */
export function useFiles({ text, kinds, isScoped }: Asked): Source {
  const cwd = useFolder()
  const isAsked = cwd !== null && kinds.includes('file') && (isScoped || text.length >= LEAST_LETTERS)
  const { result, fresh } = useQuery('files/search', isAsked ? { cwd, query: text, limit: MOST_FILES } : null)
  const entries = useMemo(() => (isAsked ? (result?.files ?? []).map(fileEntry) : NONE), [isAsked, result])
  return { entries, isSearching: isAsked && !fresh }
}

const fileEntry = ({ path, marks }: FoundFile): Entry => ({
  id: `file ${path}`,
  kind: 'file',
  text: path,
  marks,
  where: t('into the message'),
  run: app => mentionFile(app, path),
})

/** Skills, prompts, profiles and servers: few enough to be asked for once. */
export function useThings(
  isAsked: boolean,
): Readonly<Record<'skill' | 'prompt' | 'profile' | 'server', readonly Entry[]>> {
  const cwd = useFolder()
  const inFolder = isAsked && cwd !== null ? { cwd } : null
  const skills = useQuery('skills/list', inFolder).result?.skills
  const prompts = useQuery('prompts/list', inFolder).result?.prompts
  const profiles = useQuery('profiles/list', isAsked ? {} : null).result?.profiles
  const servers = useWatch('mcp/watch', {}).frame?.servers
  return useMemo(
    () => ({
      skill: (skills ?? []).map(({ name, path, description, scope }) => ({
        id: `skill ${path}`,
        kind: 'skill',
        text: name,
        more: description,
        where: scope,
        run: ({ store }) => lookAt(store, { room: 'skills', kind: 'skill', item: path }),
      })),
      prompt: (prompts ?? []).map(({ name, path, description }) => ({
        id: `prompt ${path}`,
        kind: 'prompt',
        text: name,
        more: description ?? '',
        where: description ?? '',
        run: ({ store }) => lookAt(store, { room: 'skills', kind: 'prompt', item: path }),
      })),
      profile: (profiles ?? []).map(({ name }) => ({
        id: `profile ${name}`,
        kind: 'profile',
        text: name,
        where: t('Profile'),
        run: ({ store }) => openProfile(store, { selected: name }),
      })),
      server: (servers ?? []).map(({ name, title, target }) => ({
        id: `server ${name}`,
        kind: 'server',
        text: name,
        more: `${title ?? ''} ${target}`,
        where: t('MCP server'),
        run: ({ store }) => lookAt(store, { room: 'mcp', kind: 'server', item: name }),
      })),
    }),
    [skills, prompts, profiles, servers],
  )
}
