import { useMemo } from 'react'
import type { IndexProgress } from '../../../contract/sessions.ts'
import type { Result } from '../../../contract/router.ts'
import type { SessionRow } from '../../../contract/sessions.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import type { SessionList, SessionListState } from '../../state/sessionList.ts'
import { requestOf } from '../../state/sessionQuery.ts'
import type { SessionQuery } from '../../state/sessionQuery.ts'
import { updateSessions } from '../../state/store.ts'
import { useIndexProgress } from '../../state/useIndexProgress.ts'
import { useSessionList } from '../../state/useSessionList.ts'
import { useClock } from '../../ui/useClock.ts'
import { wordsOf } from '../../ui/wordMarks.ts'
import { useHits } from './useHits.ts'
import type { Hits } from './useHits.ts'
import { useSelection } from './useSelection.ts'
import type { Selection } from './useSelection.ts'

/** What the room shows: what is looked for, what was found, and what of it is meant. */
export interface Room {
  query: SessionQuery
  change(part: Partial<SessionQuery>): void
  facets: Result<'session/facets'> | null
  progress: IndexProgress | null
  list: SessionList
  state: SessionListState
  /** Whether the list answers what is asked for now, and not what was asked a moment ago. */
  isCurrent: boolean
  /** How many lines the list has, loaded or not. */
  count: number
  isTrash: boolean
  selection: Selection
  /** The selected threads; without any, the one that is looked at. */
  targets: readonly SessionRow[]
  hits: Hits
  /** The words that were looked for. */
  words: readonly string[]
  now: number
}

/** Often enough for ages in minutes. */
const AGE_STEP_MS = 30_000

export function useRoom(): Room {
  const { store } = useAppParts()
  const { query, active } = useApp(state => state.sessions)
  const now = useClock(AGE_STEP_MS)
  const progress = useIndexProgress()
  const request = useMemo(() => requestOf(query, now), [query, now])
  const { list, state } = useSessionList(request, progress)
  const facets = useQuery('session/facets', {}, progress?.phase).result

  const { entries, request: answered } = state
  const text = answered?.kind === 'search' ? answered.text : ''
  const words = useMemo(() => wordsOf(text), [text])
  // While it is not known how many there are, one line more stands for the rest.
  const count = state.total ?? entries.length + (state.nextCursor === null ? 0 : 1)
  const selection = useSelection({
    entries,
    count,
    request: JSON.stringify(answered),
    remembered: active,
    remember: id => updateSessions(store, { active: id }),
  })
  const { entry, marked } = selection
  const targets = useMemo(() => {
    if (marked.size === 0) return entry ? [entry.session] : []
    return entries.flatMap(({ session }) => (marked.has(session.id) ? [session] : []))
  }, [entries, marked, entry])
  return {
    query,
    change: part => updateSessions(store, { query: { ...store.getState().sessions.query, ...part } }),
    facets,
    progress,
    list,
    state,
    isCurrent: state.fresh && JSON.stringify(answered) === JSON.stringify(request),
    count,
    isTrash: answered?.kind === 'trash',
    selection,
    targets,
    hits: useHits(entry, text),
    words,
    now,
  }
}
