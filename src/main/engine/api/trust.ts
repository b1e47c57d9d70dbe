import { isDeepStrictEqual } from 'node:util'
import { Failure } from '../../../contract/procedure.ts'
import type { TrustStatus } from '../../../contract/trust.ts'
import type { Command } from '../../../core/thread/decide.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { Handlers } from '../../../rpc/serve.ts'

export interface TrustApiDeps {
  trust: {
    status(cwd: string): Promise<TrustStatus>
    answer(cwd: string, level: 'trusted' | 'untrusted' | 'forget'): Promise<TrustStatus>
  }
  settings: {
    /** What a new thread in a folder starts with. */
    forThread(cwd: string): Promise<ThreadSettings>
    /** Drops what is remembered of folders. */
    forget(): void
  }
  /** Threads that are open. */
  live(): OpenThread[]
}

interface OpenThread {
  state: { thread(): Pick<Thread, 'cwd' | 'settings'> }
  command(command: Extract<Command, { type: 'configure' }>): Promise<unknown>
}

type TrustHandlers = Pick<Handlers, 'workspace/trust' | 'workspace/setTrust'>

/** What the user says of projects. An answer counts from the next turn of every open thread. */
export function trustHandlers({ trust, settings, live }: TrustApiDeps): TrustHandlers {
  return {
    'workspace/trust': ({ cwd }) => trust.status(cwd),
    'workspace/setTrust': async ({ cwd, level }) => {
      const threads = live()
      const before = await Promise.all(threads.map(thread => settings.forThread(thread.state.thread().cwd)))
      const status = await trust.answer(cwd, level)
      settings.forget()
      await Promise.all(threads.map((thread, index) => follow(thread, before[index], settings)))
      return status
    },
  }
}

/** Gives a thread what changed of its folder's settings; what was chosen for the thread itself stays. */
async function follow(
  thread: OpenThread,
  before: ThreadSettings | undefined,
  { forThread }: TrustApiDeps['settings'],
): Promise<void> {
  const { cwd, settings: current } = thread.state.thread()
  const after = await forThread(cwd)
  if (!before || !current || isDeepStrictEqual(before, after)) return
  const wanted = followed(current, before, after)
  if (isDeepStrictEqual(current, wanted)) return
  await thread.command({ type: 'configure', settings: wanted }).catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error // refused: a thread that cannot be written runs no turn either
  })
}

/** Pure part of `follow`. A sandbox that became read-only is no matter of choice. */
export function followed(current: ThreadSettings, before: ThreadSettings, after: ThreadSettings): ThreadSettings {
  const takes = (key: keyof ThreadSettings): boolean => isDeepStrictEqual(current[key], before[key])
  return {
    ...current,
    ...(takes('model') && takes('provider') ? { model: after.model, provider: after.provider } : {}),
    ...(takes('effort') ? { effort: after.effort } : {}),
    ...(takes('approvalPolicy') ? { approvalPolicy: after.approvalPolicy } : {}),
    ...(takes('sandbox') || after.sandbox.mode === 'read-only' ? { sandbox: after.sandbox } : {}),
  }
}
