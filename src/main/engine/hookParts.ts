import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { ToolOutcome } from '../../core/thread/calls.ts'
import { createConsents } from './config/consents.ts'
import type { HookSource } from './config/hookSources.ts'
import type { Settings } from './config/settings.ts'
import { childEnvironment } from './exec/env.ts'
import { resolveShell } from './exec/shell.ts'
import type { Hooks, HooksDeps } from './hooks/hooks.ts'
import type { ThreadHooks } from './hooks/threadHooks.ts'
import { version } from './version.ts'
import type { createToolParts, Place } from './engineParts.ts'

/** How long a window that closes waits for hooks behind a turn. */
const CLOSING_MS = 2000
/** Longer than any hook may take. */
const THEIR_TIME_MS = 3_600_000

export type HookParts = ReturnType<typeof createHookParts>

/** The user's programs, loaded once there is one to run: most homes have none. */
export function createHookParts(
  { host, home, environment, log }: Place,
  settings: Pick<Settings, 'hooks' | 'notifyProgram' | 'environmentPolicy'>,
  { login }: Pick<ReturnType<typeof createToolParts>, 'login'>,
) {
  const path = join(home, 'internal_storage.json')
  const given = createConsents({ path, key: 'repository_hooks' })
  const refused = createConsents({ path, key: 'refused_hooks' })
  const deps: HooksDeps = {
    home,
    sources: settings.hooks,
    notifyProgram: settings.notifyProgram,
    consents: { given: given.of, refused: refused.of },
    environment: async (threadId, cwd) =>
      childEnvironment({
        inherited: environment,
        login: await login.changes(resolveShell(undefined, environment.SHELL)),
        policy: settings.environmentPolicy(cwd),
        identity: { version, home, sessionId: threadId, threadId, callId: randomUUID(), networkDisabled: false },
      }).env,
    now: Date.now,
    monotonic: () => performance.now(),
    onProblem: error => log.error('hooks', { error }),
  }
  let loading: Promise<{ hooks: Hooks; threads: ThreadHooks }> | null = null
  const load = () =>
    (loading ??= Promise.all([import('./hooks/hooks.ts'), import('./hooks/turnHooks.ts')]).then(
      ([{ createHooks }, { createTurnHooks }]) => {
        const hooks = createHooks(deps)
        return { hooks, threads: createTurnHooks(hooks) }
      },
    ))
  const threadsIn = async (cwd: string): Promise<ThreadHooks | null> =>
    hasPrograms(await settings.hooks(cwd)) ? (await load()).threads : null

  const ofThreads: ThreadHooks = {
    turnBegins: async (thread, sent) => (await threadsIn(thread.cwd))?.turnBegins(thread, sent) ?? [sent],
    ofTurn(thread, signal) {
      // One for the whole turn: it remembers what was said of a call that is under way.
      let running: ReturnType<ThreadHooks['ofTurn']> | null = null
      const ready = async () => (running ??= (await threadsIn(thread().cwd))?.ofTurn(thread, signal) ?? null)
      return {
        beforeCall: async (turnId, call) => (await ready())?.beforeCall(turnId, call) ?? [],
        message: async sent => (await ready())?.message(sent) ?? [sent],
        afterCall: async (call, outcome): Promise<ToolOutcome> => (await ready())?.afterCall(call, outcome) ?? outcome,
      }
    },
    turnEnded(thread, turnId) {
      ending = Promise.all([ending, tellEnd(thread.cwd).then(hooks => hooks?.turnEnded(thread, turnId))])
    },
  }
  let ending: Promise<unknown> = Promise.resolve()
  const tellEnd = async (cwd: string): Promise<Hooks | null> => {
    const wanted = hasPrograms(await settings.hooks(cwd)) || (await settings.notifyProgram(cwd)) !== null
    return wanted ? (await load()).hooks : null
  }

  return {
    hooks: {
      ofThreads,
      /** For people who look at hooks. */
      service: async () => (await load()).hooks,
      notifyProgram: settings.notifyProgram,
      given,
      refused,
      async dispose() {
        await ending.catch(deps.onProblem)
        if (loading) await (await loading).hooks.dispose(host === 'exec' ? THEIR_TIME_MS : CLOSING_MS)
      },
    },
  }
}

const hasPrograms = (sources: readonly HookSource[]): boolean => sources.length > 0
