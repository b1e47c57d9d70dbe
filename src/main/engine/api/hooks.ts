import { Failure } from '../../../contract/procedure.ts'
import type { Hook, HookRun } from '../../../contract/hooks.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import { aborted } from './aborted.ts'

export interface HooksApiDeps {
  /** The hooks of a folder, or those of the user alone, and the folder that trust in a repository's is given to. */
  list(cwd: string | undefined): Promise<{ hook: Hook; root: string | null }[]>
  notifyProgram(cwd: string | undefined): Promise<{ command: string[]; file: string; line: number | null } | null>
  watch(tell: (runs: HookRun[]) => void): Promise<() => void>
  /** Keeps what the user said of a repository's hook. Rejects with `home.notWritable`. */
  consent(root: string, id: string, given: boolean): Promise<void>
}

type HookHandlers = Pick<Handlers, 'hooks/list' | 'hooks/watch' | 'hook/consent'>

/** The user's programs: which there are, whether they may run, and how they ran lately. */
export function hookHandlers({ list, notifyProgram, watch, consent }: HooksApiDeps): HookHandlers {
  return {
    'hooks/list': async ({ cwd }) => ({
      hooks: (await list(cwd)).map(({ hook }) => hook),
      notify: await notifyProgram(cwd),
    }),
    'hooks/watch': async (_, push, signal) => {
      const end = await watch(runs => push({ runs }))
      await aborted(signal)
      end()
    },
    'hook/consent': async ({ cwd, id, given }) => {
      const root = (await list(cwd)).find(({ hook }) => hook.id === id)?.root ?? null
      if (root === null) {
        throw new Failure('hook.notFound', 'That hook is not there any more, or its file says something else now.', {
          id,
        })
      }
      await consent(root, id, given)
      return {}
    },
  }
}
