import { describe, expect, test } from 'vitest'
import { callsOf } from '../../core/thread/thread.ts'
import { userCommandOf } from '../../core/thread/userCommand.ts'
import { appServer, codexExec, FREELY, missing } from '../../testing/codexServer.ts'
import { begin, ended, newId, rig, watch } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'

/** The model of both programs answers whatever it is asked. */
const answers = () => rig({ otherwise: script().says('Read.').times(20) })

describe.skipIf(missing !== null)('commands that users ran, beside the real program', () => {
  test('of ours are read by it, as its own are', async () => {
    const at = await answers()
    const { threadId, seen } = await begin(at)
    await at.client.call('command/run', { threadId, commandId: newId(), command: 'echo from heddle' })
    await seen.until(ended(1))
    await at.engine.close()
    await codexExec(at.home, 'resume', threadId, 'what did I run?')
    const heard = JSON.stringify(at.model.requests.at(-1)?.input)
    expect(heard).toContain('<user_shell_command>\\n<command>\\necho from heddle\\n</command>')
    expect(heard).toContain('Output:\\nfrom heddle')
    const server = await appServer(at.home)
    const { thread } = await server.call('thread/read', { threadId, includeTurns: true })
    expect(thread.turns[0].items).toMatchObject([
      { type: 'commandExecution', source: 'userShell', status: 'completed', aggregatedOutput: 'from heddle\n' },
    ])
  })

  test('of its own are rows of ours', async () => {
    const at = await answers()
    const server = await appServer(at.home)
    const { thread } = await server.call('thread/start', { cwd: at.home.workspace, ...FREELY })
    await server.turn(thread.id, 'hello')
    const completed = server.next('turn/completed')
    await server.call('thread/shellCommand', { threadId: thread.id, command: 'echo from codex' })
    await completed
    await server.close()
    const read = await watch(at.client, thread.id).until(ended(2))
    const [call] = callsOf(read.turns[1] ?? expect.fail('no second turn'))
    expect(call && userCommandOf(call)).toBe('echo from codex')
    expect(call).toMatchObject({ phase: 'done', status: 'completed', result: { output: 'from codex\n', exitCode: 0 } })
    expect(JSON.stringify(read.commandNotes ?? [])).not.toContain('from codex')
  })
})
