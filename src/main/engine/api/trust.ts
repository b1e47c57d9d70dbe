import type { TrustStatus } from '../../../contract/trust.ts'
import type { Handlers } from '../../../rpc/serve.ts'

export interface TrustApiDeps {
  status(cwd: string): Promise<TrustStatus>
  answer(cwd: string, level: 'trusted' | 'untrusted' | 'forget'): Promise<TrustStatus>
  /** Makes the answer count at once. */
  onAnswered(root: string): Promise<void>
}

type TrustHandlers = Pick<Handlers, 'workspace/trust' | 'workspace/setTrust'>

/** What the user says of projects. */
export function trustHandlers({ status, answer, onAnswered }: TrustApiDeps): TrustHandlers {
  return {
    'workspace/trust': ({ cwd }) => status(cwd),
    'workspace/setTrust': async ({ cwd, level }) => {
      const answered = await answer(cwd, level)
      await onAnswered(answered.root)
      return answered
    },
  }
}
