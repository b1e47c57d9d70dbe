import type { TerminalView } from '../../../contract/terminals.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { Exec } from '../exec/sessions.ts'
import { aborted } from './aborted.ts'

/** How often output is told of while somebody watches. */
const LOOK_MS = 400

export interface TerminalApiDeps {
  exec: Pick<Exec, 'list' | 'kill' | 'onBackground'>
  turnDiff: Handlers['turn/diff']
}

/** Commands that run on after their call, and what turns changed. */
export function terminalHandlers({
  exec,
  turnDiff,
}: TerminalApiDeps): Pick<Handlers, 'terminals/watch' | 'terminal/kill' | 'turn/diff'> {
  return {
    'terminals/watch': async ({ threadId }, push, signal) => {
      let told = ''
      let looking: NodeJS.Timeout | undefined
      const tell = () => {
        const terminals = exec
          .list(threadId)
          .filter(({ background }) => background)
          .map(viewOf)
        const text = JSON.stringify(terminals)
        if (text !== told) push({ type: 'terminals', terminals })
        told = text
        // What they print is looked for only while there is something that prints.
        if (terminals.length > 0) looking ??= setInterval(tell, LOOK_MS)
        else looking = void clearInterval(looking)
      }
      const end = exec.onBackground(tell)
      tell()
      await aborted(signal)
      clearInterval(looking)
      end()
    },
    'terminal/kill': async ({ sessionId }) => ({ ended: exec.kill(sessionId) }),
    'turn/diff': turnDiff,
  }
}

const viewOf = (session: ReturnType<Exec['list']>[number]): TerminalView => {
  const { sessionId, threadId, callId, command, workdir, tty, sandboxed, startedAt, tail } = session
  return { sessionId, threadId, callId, command, workdir, tty, sandboxed, startedAt, tail: tail() }
}
