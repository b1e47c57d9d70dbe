import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { begin, ended, rig, send, start, waits, watch } from '../../testing/engineRig.ts'
import type { Rig } from '../../testing/engineRig.ts'
import { isAlive } from '../../testing/execRig.ts'
import { runHeddle } from '../../testing/heddle.ts'
import { script } from '../../testing/modelServer.ts'

/** A hook of the user's own configuration that runs a line of shell. */
const hook = (event: string, line: string, more = '') =>
  `[[hooks.${event}]]\n[[hooks.${event}.hooks]]\ntype = "command"\ncommand = '''${line}'''\n${more}\n`

/** Keeps what a hook reads in a file of the home, and goes on. */
const keeps = (name: string) => `cat > "$HEDDLE_HOME/${name}"`
const kept = ({ home }: Pick<Rig, 'home'>, name: string) => JSON.parse(readFileSync(join(home.home, name), 'utf8'))
const lineOf = ({ home }: Pick<Rig, 'home'>, text: string) =>
  readFileSync(join(home.home, 'config.toml'), 'utf8')
    .split('\n')
    .findIndex(line => line.includes(text)) + 1

/** A fact of another process: looked for until it is there. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(10)
}

const story = () => script().calls('exec_command', { cmd: 'echo plum' }).next().says('done')
const texts = (request: { input: unknown } | undefined) => JSON.stringify(request?.input)

describe('hooks of the user', () => {
  test('each event tells its hook what the real program would tell', async () => {
    const engine = await rig(
      story(),
      ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'Stop']
        .map(event => hook(event, keeps(event)))
        .join(''),
    )
    const { threadId, seen } = await begin(engine)
    await send(engine.client, threadId, 'go now')
    const thread = await seen.until(ended(1))
    await until(() => existsSync(join(engine.home.home, 'Stop')))
    const turnId = thread.turns[0]!.id
    const all = {
      session_id: threadId,
      transcript_path: null,
      cwd: engine.home.workspace,
      model: 'gpt-5.5',
      permission_mode: 'default',
    }
    const tool = { tool_name: 'Bash', tool_use_id: thread.turns[0]!.items.find(({ type }) => type === 'call')!.id }
    expect(kept(engine, 'SessionStart')).toEqual({ ...all, hook_event_name: 'SessionStart', source: 'startup' })
    expect(kept(engine, 'UserPromptSubmit')).toEqual({
      ...all,
      hook_event_name: 'UserPromptSubmit',
      turn_id: turnId,
      prompt: 'go now',
    })
    const input = { tool_input: { command: 'echo plum' } }
    expect(kept(engine, 'PreToolUse')).toEqual({
      ...all,
      ...tool,
      ...input,
      hook_event_name: 'PreToolUse',
      turn_id: turnId,
    })
    expect(kept(engine, 'PostToolUse')).toEqual({
      ...all,
      ...tool,
      ...input,
      hook_event_name: 'PostToolUse',
      turn_id: turnId,
      tool_response: 'plum\n',
    })
    await until(() => readFileSync(join(engine.home.home, 'Stop'), 'utf8').endsWith('}'))
    expect(kept(engine, 'Stop')).toMatchObject({ last_assistant_message: 'done', turn_status: 'completed' })
  })

  test('a refused call does not run; the model reads why, and people which hook it was, also after a restart', async () => {
    const engine = await rig(story(), hook('PreToolUse', 'echo no plums today >&2; exit 2'))
    const { threadId, seen } = await begin(engine)
    await send(engine.client, threadId, 'go')
    await seen.until(ended(1))
    expect(texts(engine.model.requests[1])).toContain('A hook of the user refused this call: no plums today')
    await engine.engine.close()
    const again = watch((await start(engine.home)).client, threadId)
    const { turns } = await again.until(ended(1))
    const call = turns[0]!.items.find(({ type }) => type === 'call')
    const file = join(engine.home.home, 'config.toml')
    expect(call).toMatchObject({
      status: 'declined',
      hooked: {
        reason: 'no plums today',
        hook: { event: 'PreToolUse', file, line: lineOf(engine, '[[hooks.PreToolUse]]') },
      },
    })
  })

  test('a changed call is judged and run as it was changed, and its approval shows that', async () => {
    const answer = JSON.stringify({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'allow',
        updatedInput: { command: 'rm -f pear' },
        additionalContext: 'Plums are out.',
      },
    })
    const engine = await rig(story(), hook('PreToolUse', `echo '${answer}'`))
    const { threadId, seen } = await begin(engine)
    await send(engine.client, threadId, 'go')
    const asked = await seen.until(waits)
    const call = asked.turns[0]!.items.find(({ type }) => type === 'call')
    expect(call).toMatchObject({
      phase: 'waiting',
      request: { command: 'rm -f pear', changedBy: { event: 'PreToolUse' } },
      hooked: { original: {} },
    })
    await engine.client.call('approval/answer', {
      threadId,
      turnId: asked.turns[0]!.id,
      callId: call!.id,
      decision: { type: 'approve', scope: 'once' },
    })
    await seen.until(ended(1))
    const told = texts(engine.model.requests[1])
    expect(told).toContain('Plums are out.')
    // What the model said stays in the history as it was.
    expect(told).toContain('echo plum')
  })

  test('a refused message is shown with its reason and never reaches the model', async () => {
    const engine = await rig(
      script().says('hello'),
      hook(
        'UserPromptSubmit',
        `if grep -q hunter2; then echo it holds a password >&2; exit 2; fi; echo today is plum day`,
      ),
    )
    const { threadId, seen } = await begin(engine)
    await send(engine.client, threadId, 'my password is hunter2')
    const refused = await seen.until(ended(1))
    expect(refused.turns[0]).toMatchObject({
      status: 'blocked',
      failure: { code: 'hook.refused' },
      items: [{ type: 'userMessage', refused: { reason: 'it holds a password' } }],
    })
    expect(engine.model.requests).toEqual([])
    await send(engine.client, threadId, 'hi')
    await seen.until(ended(2))
    const told = texts(engine.model.requests[0])
    expect(told).not.toContain('hunter2')
    expect(told).toContain('today is plum day')
  })

  test('a hook that fails is said once and passed over; one that is required keeps the call from running', async () => {
    const twice = script().calls('exec_command', { cmd: 'echo a' }).calls('exec_command', { cmd: 'echo b' })
    const soft = await rig(twice.next().says('done'), hook('PreToolUse', 'echo broken >&2; exit 1'))
    const first = await begin(soft)
    await send(soft.client, first.threadId, 'go')
    const { turns } = await first.seen.until(ended(1))
    const notices = turns[0]!.items.filter(({ type }) => type === 'notice')
    expect(notices).toMatchObject([{ level: 'warning', text: expect.stringContaining('exit code 1: broken') }])
    expect(turns[0]!.items.filter(item => item.type === 'call')).toMatchObject([
      { status: 'completed' },
      { status: 'completed' },
    ])

    const hard = await rig(story(), hook('PreToolUse', 'exit 1', 'required = true'))
    const second = await begin(hard)
    await send(hard.client, second.threadId, 'go')
    const thread = await second.seen.until(ended(1))
    expect(thread.turns[0]!.items.find(({ type }) => type === 'call')).toMatchObject({ status: 'declined' })
  })

  test('one that takes too long is ended with all that it started', async () => {
    const engine = await rig(
      story(),
      hook('PreToolUse', 'sleep 600 & echo $! > "$HEDDLE_HOME/pid"; wait', 'timeout = 0.3'),
    )
    const { threadId, seen } = await begin(engine)
    await send(engine.client, threadId, 'go')
    const { turns } = await seen.until(ended(1))
    expect(turns[0]).toMatchObject({ status: 'completed' })
    expect(JSON.stringify(turns[0]!.items)).toContain('took too long')
    const pid = Number(readFileSync(join(engine.home.home, 'pid'), 'utf8'))
    await until(() => !isAlive(pid))
  })

  test('a turn that is stopped does not wait for its hook', async () => {
    const engine = await rig(story(), hook('PreToolUse', `${keeps('begun')}; sleep 600`))
    const { threadId, seen } = await begin(engine)
    await send(engine.client, threadId, 'go')
    await until(() => existsSync(join(engine.home.home, 'begun')))
    const turnId = seen.thread()!.turns[0]!.id
    await engine.client.call('turn/interrupt', { threadId, turnId })
    const { turns } = await seen.until(ended(1))
    expect(turns[0]).toMatchObject({ status: 'interrupted' })
  })

  test('hooks see no secrets, and find out which thread they run for', async () => {
    const engine = await rig(script().says('hi'), hook('UserPromptSubmit', 'env > "$HEDDLE_HOME/env"'))
    const { threadId, seen } = await begin(engine)
    await send(engine.client, threadId, 'go')
    await seen.until(ended(1))
    const env = readFileSync(join(engine.home.home, 'env'), 'utf8')
    expect(env).not.toContain('MOCK_KEY')
    expect(env).toContain(`HEDDLE_THREAD_ID=${threadId}`)
  })

  test('who runs one turn from a shell waits for the hooks behind it, and says why a message was refused', async () => {
    const engine = await rig(story(), '')
    const file = join(engine.home.home, 'config.toml')
    const before = readFileSync(file, 'utf8')
    const exec = () =>
      runHeddle(['exec', '--skip-git-repo-check', 'go'], { home: engine.home.home, cwd: engine.home.workspace })
    writeFileSync(file, `${before}\n${hook('Stop', `sleep 0.3; ${keeps('stopped')}`)}`)
    expect((await exec()).code).toBe(0)
    expect(kept(engine, 'stopped')).toMatchObject({ hook_event_name: 'Stop' })

    writeFileSync(file, `${before}\n${hook('UserPromptSubmit', 'echo not on Sundays >&2; exit 2')}`)
    const { code, stderr } = await exec()
    expect(code).toBe(1)
    expect(stderr).toContain('A hook refused this message: not on Sundays')
  })

  test('switched off as a feature, none runs', async () => {
    const engine = await rig(
      script().says('hi'),
      `${hook('UserPromptSubmit', keeps('asked'))}[features]\nhooks = false\n`,
    )
    const { threadId, seen } = await begin(engine)
    await send(engine.client, threadId, 'go')
    await seen.until(ended(1))
    expect(existsSync(join(engine.home.home, 'asked'))).toBe(false)
  })

  test('what a hook says after a call is told to the model', async () => {
    const engine = await rig(story(), hook('PostToolUse', 'echo the linter found two mistakes >&2; exit 2'))
    const { threadId, seen } = await begin(engine)
    await send(engine.client, threadId, 'go')
    await seen.until(ended(1))
    expect(texts(engine.model.requests[1])).toContain('the linter found two mistakes')
  })
})

describe('the program that is told of the end of a turn', () => {
  test('gets the argument of the real program, from exec as well, and runs where no repository can take its place', async () => {
    const engine = await rig(story(), '')
    const told = join(engine.home.root, 'told')
    const file = join(engine.home.home, 'config.toml')
    const program = join(engine.home.root, 'tell')
    writeFileSync(program, `#!/bin/sh\nprintf '%s|%s|%s' "$PWD" "$1" "$2" > ${told}.new && mv ${told}.new ${told}\n`, {
      mode: 0o755,
    })
    writeFileSync(file, `notify = ["${program}", "first"]\n${readFileSync(file, 'utf8')}`)
    mkdirSync(join(engine.home.workspace, 'sub'))
    const run = await runHeddle(['exec', '--json', '--skip-git-repo-check', 'go now'], {
      home: engine.home.home,
      cwd: engine.home.workspace,
    })
    expect(run.code, run.stderr).toBe(0)
    await until(() => existsSync(told))
    const [folder, first, json] = readFileSync(told, 'utf8').split('|')
    expect([folder, first]).toEqual([engine.home.home, 'first'])
    expect(JSON.parse(json!)).toEqual({
      type: 'agent-turn-complete',
      'thread-id': run.lines[0]?.thread_id,
      'turn-id': expect.any(String),
      cwd: engine.home.workspace,
      client: 'heddle_exec',
      'input-messages': ['go now'],
      'last-assistant-message': 'done',
    })
  })
})
