import type { exchangeRoutes } from '../../../contract/sessions.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import { createRepeats } from './repeats.ts'
import { writing } from './sessions.ts'

export interface ExchangeApiDeps {
  /** Writes a thread to a new file, by default in the home. */
  exportThread(request: {
    threadId: string
    format: 'markdown' | 'html' | 'bundle'
    folder?: string
  }): Promise<{ path: string; bytes: number }>
  /** A new thread from a file; resolves to its id. */
  importThread(path: string): Promise<string>
  /** Tells everybody that the lists of threads have changed. */
  onListed(): void
}

type ExchangeHandlers = Pick<Handlers, keyof typeof exchangeRoutes>

export function exchangeHandlers({ exportThread, importThread, onListed }: ExchangeApiDeps): ExchangeHandlers {
  const imports = createRepeats<{ threadId: string }>()
  return {
    'session/export': ({ threadId, format, folder }) => writing(() => exportThread({ threadId, format, folder })),
    'session/import': ({ commandId, path }) =>
      imports.once(commandId, path, async () => {
        const threadId = await writing(() => importThread(path))
        onListed()
        return { threadId }
      }),
  }
}
