import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { ToolOutcome } from '../../core/thread/calls.ts'
import type { HooksApiDeps } from './api/hooks.ts'
import { createConsents, HOOK_CONSENTS } from './config/consents.ts'
import { notifyProgram } from './config/hookSources.ts'
import type { HookSource } from './config/hookSources.ts'
import type { Settings } from './config/settings.ts'
import { childEnvironment } from './exec/env.ts'
import { resolveShell } from './exec/shell.ts'
import type { Hooks, HooksDeps } from './hooks/hooks.ts'
import type { RunningHooks, ThreadHooks } from './hooks/threadHooks.ts'
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
  settings: Pick<Settings, 'hooks' | 'notifyProgram' | 'environmentPolicy' | 'isOn' | 'look'>,
  { login }: Pick<ReturnType<typeof createToolParts>, 'login'>,
) {
  const path = join(home, 'internal_storage.json')
  const [givenKey, refusedKey] = HOOK_CONSENTS
  const given = createConsents({ path, key: givenKey })
  const refused = createConsents({ path, key: refusedKey })
  const deps: HooksDeps = {
    home,
    sources: cwd => sourcesIn(cwd),
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
  const sourcesIn = async (cwd: string): Promise<readonly HookSource[]> => {
    const sources = await settings.hooks(cwd)
    return settings.isOn('hooks', cwd) ? sources : []
  }
  const threadsIn = async (cwd: string): Promise<ThreadHooks | null> =>
    hasPrograms(await sourcesIn(cwd)) ? (await load()).threads : null

  const ofThreads: ThreadHooks = {
    turnBegins: async (thread, sent) => (await threadsIn(thread.cwd))?.turnBegins(thread, sent) ?? [sent],
    ofTurn(thread, signal) {
      // One for the whole turn: it remembers what was said of a call that is under way.
      let running: Promise<RunningHooks | null> | null = null
      const ready = () => (running ??= threadsIn(thread().cwd).then(threads => threads?.ofTurn(thread, signal) ?? null))
      return {
        beforeCall: async (turnId, call) => (await ready())?.beforeCall(turnId, call) ?? [],
        message: async sent => (await ready())?.message(sent) ?? [sent],
        afterCall: async (call, outcome): Promise<ToolOutcome> => (await ready())?.afterCall(call, outcome) ?? outcome,
      }
    },
    turnEnded(thread, turnId) {
      const told = tellEnd(thread.cwd)
        .then(hooks => hooks?.turnEnded(thread, turnId))
        .catch(deps.onProblem)
        .finally(() => ending.delete(told))
      ending.add(told)
    },
  }
  const ending = new Set<Promise<void>>()
  const tellEnd = async (cwd: string): Promise<Hooks | null> => {
    const wanted = hasPrograms(await sourcesIn(cwd)) || (await settings.notifyProgram(cwd)) !== null
    return wanted ? (await load()).hooks : null
  }

  return {
    hooks: {
      ofThreads,
      /** What clients are answered with. Files are looked at anew, whatever a turn follows. */
      api: {
        async list(cwd) {
          const [{ knownHooks }, { hooks: sources }] = await Promise.all([
            import('./hooks/knownHooks.ts'),
            settings.look(cwd),
          ])
          return knownHooks(sources, deps.consents)
        },
        notifyProgram: async cwd => notifyProgram(await settings.look(cwd)),
        watch: async tell => (await load()).hooks.watch(tell),
        async consent(root, id, mayRun) {
          await (mayRun ? given : refused).give(root, [id])
          await (mayRun ? refused : given).withdraw(root, [id])
        },
      } satisfies HooksApiDeps,
      async dispose() {
        await Promise.all(ending)
        if (loading) await (await loading).hooks.dispose(host === 'exec' ? THEIR_TIME_MS : CLOSING_MS)
      },
    },
  }
}

const hasPrograms = (sources: readonly HookSource[]): boolean => sources.length > 0
