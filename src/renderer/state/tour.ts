import { callsOf, waitingCalls } from '../../core/thread/thread.ts'
import type { Call } from '../../core/thread/calls.ts'
import type { Thread } from '../../core/thread/thread.ts'
import { sandboxOf } from '../../core/thread/settings.ts'
import { t } from '../ui/i18n/t.ts'
import type { App } from './app.ts'
import { NEW_TAB, threadsInFront } from './layout.ts'
import type { Layout } from './layout.ts'
import { changesOfTurn } from './selectors.ts'
import type { AppStore } from './store.ts'

/** How far somebody is with the tour, which is a real turn in a thread of its own. Survives a restart. */
export interface Tour {
  phase: 'new' | 'running' | 'over'
  threadId: string | null
}

export const FIRST_TOUR: Tour = { phase: 'new', threadId: null }

export const TOUR_STEPS = ['watch', 'answer', 'undo'] as const
/** `own` comes after the steps: the first task in a folder of one's own. */
export type TourStep = (typeof TOUR_STEPS)[number] | 'own'

const REHEARSAL = 'rehearsal'

/** A remembered tour, as far as it can be used. */
export function tourFrom(value: unknown): Tour {
  const { phase, threadId } = typeof value === 'object' && value !== null ? (value as Partial<Tour>) : {}
  if (phase === 'over') return { phase, threadId: null }
  return phase === 'running' && typeof threadId === 'string' ? { phase, threadId } : FIRST_TOUR
}

/** Where the tour stands: it follows from what has happened in its thread, whoever brought it about. */
export function tourStep(thread: Pick<Thread, 'turns' | 'undos'> | null): TourStep {
  const turn = thread?.turns[0]
  if (!thread || !turn) return 'watch'
  if (waitingCalls(thread as Thread).length > 0) return 'answer'
  if (turn.status === 'running') return callsOf(turn).some(wasAnswered) ? 'undo' : 'watch'
  return (thread.undos ?? []).length > 0 || changesOfTurn(turn).length === 0 ? 'own' : 'undo'
}

const wasAnswered = (call: Call): boolean =>
  call.phase === 'decided' ||
  (call.phase === 'running' && call.approvedAs !== undefined) ||
  (call.phase === 'done' && call.decision !== undefined)

const setTour = (store: AppStore, tour: Tour): void =>
  store.setState(({ preferences }) => ({ preferences: { ...preferences, tour } }))

/** Ends the tour, done or not. The palette brings it back. */
export const endTour = (store: AppStore): void => setTour(store, { phase: 'over', threadId: null })

/**
 * Begins the tour anew: a turn of the rehearsal model in the sample project, with access that lets it ask. Resolves
 * whether it began; what was in the way is on screen then. A message that is half written is kept.
 */
export async function startTour({ store, actions, drafts }: App): Promise<boolean> {
  const path = await actions.chooseSample()
  if (path === null) return false
  const { newThread: before, models } = store.getState()
  const draft = drafts.read(NEW_TAB)
  await actions.chooseFolder(path)
  const { settings } = store.getState().newThread
  if (!settings) return false
  const { effort: _, ...rest } = settings
  actions.chooseSettings({
    ...rest,
    provider: REHEARSAL,
    model: models?.find(({ provider }) => provider === REHEARSAL)?.slug ?? REHEARSAL,
    mode: 'code',
    approvalPolicy: 'on-request',
    sandbox: sandboxOf('workspace-write'),
  })
  const started = await actions.startThread(t('Show me around'))
  store.setState({ newThread: before })
  if (!started) return false
  drafts.write(NEW_TAB, draft)
  setTour(store, { phase: 'running', threadId: threadsInFront(store.getState().layout)[0] ?? null })
  return true
}

/** Goes on where the tour stopped; begins anew where its thread is gone, or where it is over. */
export async function resumeTour(app: App): Promise<void> {
  const { preferences, summaries } = app.store.getState()
  const { phase, threadId } = preferences.tour
  if (phase === 'running' && threadId !== null && summaries?.[threadId]) app.actions.openThread(threadId)
  else await startTour(app)
}

/** The thread of the tour, while it stands in front. */
export const touredThread = ({ phase, threadId }: Tour, layout: Layout): string | null =>
  phase === 'running' && threadId !== null && threadsInFront(layout).includes(threadId) ? threadId : null
