import { clientOf } from '../../src/testing/serveClient.ts'
import type { Host } from './host.ts'
import { startProgram } from './program.ts'
import { createUser } from './user.ts'

/** `heddle serve`: each life is a server with one client that watches every thread, talks, answers and interferes. */
export const serveHost: Host = {
  name: 'serve',
  busyMs: 700,
  leavesAgents: false,
  async live(life) {
    const { child, ended, stderr } = startProgram(['serve', '--no-open', '--port', '0'], life)
    // Killed before anybody could reach it; what else it may be shows in its exit code.
    const client = await clientOf(child).catch(() => null)
    const user = client && createUser(client, life)
    const isDone = user ? await user.work() : false
    if (isDone) child.kill('SIGTERM')
    const code = await ended
    client?.close()
    const complaint = code === null || code === 0 ? '' : `exit code ${code}: ${stderr()}`
    return { finished: isDone && code === 0, stderr: complaint, problems: user?.problems ?? [] }
  },
}
