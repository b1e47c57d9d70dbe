import { profileValues } from '../../../core/config/profileValues.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { Profiles } from '../config/profiles.ts'
import type { ThreadActor } from '../threads/threadActor.ts'

export interface ProfileApiDeps {
  profiles: Profiles
  settings: {
    activeProfile(): Promise<string | null>
    withProfile(
      cwd: string,
      name: string | null,
    ): Promise<{ settings: ThreadSettings; origins: Record<string, string> }>
    /** What was read before counts no more. */
    forget(): void
  }
  /** Ids of threads of this home that are set to a profile. */
  threadsWith(profile: string): string[]
  /** What a thread is set to. Rejects with `thread.notFound`. */
  peek(threadId: string): Promise<{ thread: { settings: ThreadSettings | null; cwd: string } }>
  open(threadId: string): Promise<ThreadActor>
  onProblem(error: unknown): void
}

type ProfileHandlers = Pick<
  Handlers,
  'profiles/list' | 'profile/settings' | 'profile/create' | 'profile/rename' | 'profile/delete' | 'profile/activate'
>

/** Profiles as a person sees and changes them. */
export function profileHandlers(deps: ProfileApiDeps): ProfileHandlers {
  const { profiles, settings, threadsWith } = deps

  const ofThread = async (threadId: string): Promise<Record<string, unknown>> => {
    const { thread } = await deps.peek(threadId)
    return profileValues(thread.settings ?? (await settings.withProfile(thread.cwd, null)).settings)
  }

  /** Threads that are set to a profile go with it. One that cannot be written keeps what it has. */
  const renameInThreads = async (name: string, to: string): Promise<void> => {
    for (const threadId of threadsWith(name)) {
      try {
        const actor = await deps.open(threadId)
        const now = actor.state.thread().settings
        if (now?.profile === name) await actor.command({ type: 'configure', settings: { ...now, profile: to } })
      } catch (error) {
        deps.onProblem(error)
      }
    }
  }

  return {
    'profiles/list': async () => {
      const [stored, active] = await Promise.all([profiles.list(), settings.activeProfile()])
      const listed = stored.map(profile => ({
        ...profile,
        active: profile.name === active,
        threads: threadsWith(profile.name).length,
      }))
      return { profiles: listed, active: listed.some(profile => profile.active) ? active : null }
    },
    'profile/settings': async ({ cwd, name }) => settings.withProfile(cwd, name),
    'profile/create': async ({ name, values, from, place }) => {
      const copied = from?.type === 'profile' ? { from: from.name } : {}
      const taken = from?.type === 'thread' ? await ofThread(from.threadId) : values
      await profiles.create({ name, place, ...copied, ...(taken ? { values: taken } : {}) })
      return {}
    },
    'profile/rename': async ({ name, to }) => {
      await profiles.rename(name, to)
      settings.forget()
      await renameInThreads(name, to)
      return {}
    },
    'profile/delete': async ({ name }) => {
      const deletedId = await profiles.remove(name)
      settings.forget()
      return { deletedId }
    },
    'profile/activate': async ({ name }) => {
      await profiles.activate(name)
      settings.forget()
      return {}
    },
  }
}
