import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatExecResult } from './execResult.ts'
import { createExecRig, FOREVER, isAlive, type ExecRig } from '../../../testing/execRig.ts'
import type { ExitNotice } from './sessions.ts'

let rig: ExecRig
beforeAll(async () => {
  rig = await createExecRig()
})
afterAll(() => rig.dispose())

const pidIn = (output: string): number => Number(/\d+/.exec(output)?.[0])

describe('a command without a terminal', () => {
  test('gives exit code and both streams in order', async () => {
    const result = await rig.run('echo one; echo two >&2; echo three; exit 3')
    expect(result).toMatchObject({
      exitCode: 3,
      sessionId: null,
      output: 'one\ntwo\nthree\n',
      totalBytes: 14,
      totalLines: 3,
    })
    expect(result.aggregatedOutput).toBe(result.output)
  })

  test('has real pipes, which can be opened by name, and no stdin', async () => {
    const { output } = await rig.run('echo a > /dev/stderr; echo b > /dev/stdout; cat; readlink /proc/self/fd/0')
    expect(output).toBe('a\nb\n/dev/null\n')
  })

  test('gets its own three descriptors and no others of the engine', async () => {
    const other = await rig.run('sleep 1000', { yieldTimeMs: 1 })
    const { output } = await rig.run('ls -l /proc/self/fd')
    const targets = [...output.matchAll(/ (\d+) -> (.*)/g)].map(([, fd, target]) => [fd, target])
    const pipe = expect.stringMatching(/pipe/)
    expect(targets).toEqual([
      ['0', '/dev/null'],
      ['1', pipe],
      ['2', targets[1]?.[1]],
      ['3', expect.stringMatching(/^\/proc\/\d+\/fd$/)], // the folder that is being listed
    ])
    rig.exec.kill(other.sessionId ?? 0)
  })

  test('starts as from a terminal: no signal blocked or ignored, a session of its own', async () => {
    const { output } = await rig.run('grep -E "^Sig(Blk|Ign)" /proc/self/status; ps -o sid= -p $$; echo $$')
    const [blocked, ignored, session, pid] = output.split('\n')
    expect([blocked, ignored]).toEqual(['SigBlk:\t0000000000000000', 'SigIgn:\t0000000000000000'])
    expect(session?.trim()).toBe(pid)
  })

  test.each([
    ['kill -9 $$', 137],
    ['kill -TERM $$', 143],
    ['exit 255', 255],
    ['no-such-program-here', 127],
  ])('%s ends with %i', async (command, exitCode) => {
    expect(await rig.run(command)).toMatchObject({ exitCode })
  })

  test('works in the folder asked for', async () => {
    const workdir = rig.folder()
    expect((await rig.run('pwd', { workdir })).output).toBe(`${workdir}\n`)
  })

  test.each([false, true])('refuses a folder that is none (tty: %s)', async tty => {
    expect(await rig.refused('true', { workdir: '/no/such/folder', tty })).toBe(
      'exec_command failed: CreateProcess { message: "Rejected(\\"Failed to create unified exec process: No such file or directory (os error 2)\\")" }',
    )
    expect(await rig.refused('true', { workdir: '/etc/passwd', tty })).toContain('Not a directory (os error 20)')
  })

  test('takes the shell asked for, or the default when there is none of that name', async () => {
    expect((await rig.run('echo $0', { shell: 'sh' })).output).toMatch(/sh\n$/)
    expect((await rig.run('echo $BASH', { shell: '/opt/none/fish' })).output).toMatch(/bash\n$/)
  })

  test('streams every byte as it comes', async () => {
    const chunks: Uint8Array[] = []
    await rig.run('seq 1 50000', {}, bytes => chunks.push(bytes.slice()))
    expect(Buffer.concat(chunks).toString()).toBe(Array.from({ length: 50_000 }, (_, n) => `${n + 1}\n`).join(''))
  })

  test('keeps a bounded part of a flood, and the true counts', async () => {
    const before = process.memoryUsage().rss
    const result = await rig.run('yes 123456789 | head -c 200000000')
    expect(result).toMatchObject({ totalBytes: 200_000_000, totalLines: 20_000_000, originalTokenCount: 50_000_000 })
    expect(result.output).toContain('... 198951424 bytes omitted ...')
    expect(Buffer.byteLength(result.aggregatedOutput)).toBe(65_536)
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
  })

  test('does not wait for what it left in the background, and ends it', async () => {
    const result = await rig.run('sleep 1000 & echo $!')
    expect(result.exitCode).toBe(0)
    await expect.poll(() => isAlive(pidIn(result.output))).toBe(false)
  })

  test('fifty at once do not wait for each other', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, (_, n) => rig.run(`echo ${n}`)))
    expect(all.map(({ output }) => Number(output))).toEqual(Array.from({ length: 50 }, (_, n) => n))
  })
})

describe('a session', () => {
  test('goes on after its call, and is told about once', async () => {
    const notices: ExitNotice[] = []
    const off = rig.exec.onExit(notice => notices.push(notice))
    const started = await rig.run('echo early; read -t 0.6 < <(:) ; sleep 0.6; echo late; exit 5', { yieldTimeMs: 1 })
    expect(started).toMatchObject({ exitCode: null, output: 'early\n' })
    expect(started.sessionId).toBeGreaterThanOrEqual(1000)
    expect(rig.exec.list('t1')).toMatchObject([
      { sessionId: started.sessionId, command: expect.stringContaining('late') },
    ])
    const ended = await rig.write(started.sessionId, '', 5000)
    expect(ended).toMatchObject({ exitCode: 5, sessionId: null, output: 'late\n', aggregatedOutput: 'early\nlate\n' })
    expect(notices).toMatchObject([{ background: true, exitCode: 5, aggregatedOutput: 'early\nlate\n', totalLines: 2 }])
    await expect(rig.write(started.sessionId, '')).rejects.toThrow(
      `write_stdin failed: Unknown process id ${started.sessionId}`,
    )
    off()
  })

  test('belongs to its thread', async () => {
    const { sessionId } = await rig.run('sleep 1000', { yieldTimeMs: 1 })
    const request = { threadId: 'other', sessionId: sessionId ?? 0, chars: '', maxOutputTokens: 10 }
    expect(await rig.exec.write(request, FOREVER)).toEqual({
      error: `write_stdin failed: Unknown process id ${sessionId}`,
    })
    expect(rig.exec.kill(sessionId ?? 0)).toBe(true)
    expect(await rig.write(sessionId, '')).toMatchObject({ exitCode: 143 })
  })

  test('without a terminal takes no input but Ctrl-C', async () => {
    const { sessionId } = await rig.run('trap "echo caught; exit 7" INT; sleep 1000 & wait', { yieldTimeMs: 1 })
    await expect(rig.write(sessionId, 'hello\n')).rejects.toThrow(
      'write_stdin failed: stdin is closed for this session; rerun exec_command with tty=true to keep stdin open',
    )
    expect(await rig.write(sessionId, '\u0003', 10_000)).toMatchObject({ exitCode: 7, output: 'caught\n' })
  })

  test('killed by Ctrl-C ends with 130', async () => {
    const { sessionId } = await rig.run('sleep 1000', { yieldTimeMs: 1 })
    expect(await rig.write(sessionId, '\u0003', 10_000)).toMatchObject({ exitCode: 130 })
  })

  test('beyond the 64th ends the least recently used', async () => {
    const changes = { threadId: 'many', yieldTimeMs: 1 }
    const started = await Promise.all(Array.from({ length: 64 }, () => rig.run('sleep 1000', changes)))
    const ids = started.map(({ sessionId }) => sessionId ?? 0)
    const abort = new AbortController()
    const looking = rig.exec.write(
      { threadId: 'many', sessionId: ids[0]!, chars: '', maxOutputTokens: 10 },
      abort.signal,
    )
    abort.abort()
    expect(await looking).toMatchObject({ aborted: true })
    await rig.run('sleep 1000', changes)
    await expect.poll(() => rig.exec.list('many').length).toBe(64)
    const left = new Set(rig.exec.list('many').map(({ sessionId }) => sessionId))
    expect(left.has(ids[0]!)).toBe(true)
    expect(ids.filter(id => !left.has(id))).toHaveLength(1)
    ids.forEach(rig.exec.kill)
    await expect.poll(() => rig.exec.list('many').length).toBe(1)
  })
})

describe('a terminal', () => {
  test('is one, with its line ends', async () => {
    const result = await rig.run('test -t 0 && test -t 1 && stty size', { tty: true })
    expect(result).toMatchObject({ exitCode: 0, output: '24 80\r\n' })
  })

  test('answers when the program has answered, without waiting out the time', async () => {
    const { sessionId } = await rig.run('while read -r line; do echo "<$line>"; done', { tty: true, yieldTimeMs: 1 })
    const answer = await rig.write(sessionId, 'hello\n', 30_000)
    expect(answer.output).toBe('hello\r\n<hello>\r\n')
    expect(answer.wallTimeMs).toBeLessThan(29_000)
    expect(await rig.write(sessionId, '\u0004', 10_000)).toMatchObject({ exitCode: 0 })
  })

  test('can be resized', async () => {
    const { sessionId } = await rig.run('read -r _; stty size', { tty: true, yieldTimeMs: 1 })
    rig.exec.resize(sessionId ?? 0, 120, 40)
    expect((await rig.write(sessionId, '\n', 10_000)).output).toContain('40 120')
  })

  test('reports a death by signal', async () => {
    expect(await rig.run('kill -9 $$', { tty: true })).toMatchObject({ exitCode: 137 })
  })
})

describe('an abort', () => {
  test.each([false, true])('ends the whole tree, however deaf (tty: %s)', async tty => {
    const abort = new AbortController()
    let printed = ''
    const result = await rig.run(
      'trap "" TERM HUP; setsid sleep 1000 & sleep 1000 & echo "$! $$ ready"; wait; sleep 1000',
      { tty },
      bytes => {
        printed += Buffer.from(bytes).toString()
        if (printed.includes('ready')) abort.abort()
      },
      abort.signal,
    )
    expect(result).toMatchObject({ aborted: true, sessionId: null })
    expect(formatExecResult(result)).toMatch(/^Wall time: \d+\.\d seconds\naborted by user$/)
    const pids = [...printed.matchAll(/\d+/g)].map(Number)
    expect(pids).toHaveLength(2)
    for (const pid of pids) await expect.poll(() => isAlive(pid)).toBe(false)
  })

  test('before the start starts nothing', async () => {
    const folder = rig.folder()
    const result = await rig.run(`touch ${folder}/made`, {}, undefined, AbortSignal.abort())
    expect(result).toMatchObject({ aborted: true })
    expect((await rig.run(`ls ${folder}`)).output).toBe('')
  })

  test('of a look leaves the session and its output alone', async () => {
    const { sessionId } = await rig.run('sleep 0.5; echo kept', { yieldTimeMs: 1 })
    const request = { threadId: 't1', sessionId: sessionId ?? 0, chars: '', maxOutputTokens: 100 }
    expect(await rig.exec.write(request, AbortSignal.abort())).toMatchObject({ aborted: true, sessionId })
    expect(await rig.write(sessionId, '')).toMatchObject({ exitCode: 0, output: 'kept\n' })
  })
})

test('the format of a result', async () => {
  const done = formatExecResult(await rig.run('echo hi'))
  expect(done).toMatch(
    /^Chunk ID: [0-9a-f]{6}\nWall time: \d+\.\d{4} seconds\nProcess exited with code 0\nOriginal token count: 1\nOutput:\nhi\n$/,
  )
  const running = await rig.run('sleep 1000', { yieldTimeMs: 1 })
  expect(formatExecResult(running)).toMatch(
    /^Chunk ID: .{6}\nWall time: .*\nProcess running with session ID \d{4,5}\nOriginal token count: 0\nOutput:\n$/,
  )
})

test('commands run even where no pipe can be made', () => {
  const script = `
    import { createExec } from ${JSON.stringify(new URL('./sessions.ts', import.meta.url).href)}
    const exec = createExec({ userShell: '/bin/bash', sandboxSupport: () => Promise.reject(new Error('not asked')) })
    const request = { threadId: 't', callId: 'c', command: 'echo out; echo err >&2; exit 3', workdir: '/', tty: false,
      maxOutputTokens: 100, sandbox: null, env: process.env }
    const { exitCode, output } = await exec.start(request, undefined, new AbortController().signal)
    console.log(JSON.stringify([exitCode, output.split('\\n').sort()]))`
  const env = { ...process.env, TMPDIR: '/no/such/folder' }
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', env })
  expect(JSON.parse(ended.stdout)).toEqual([3, ['', 'err', 'out']])
})

test('nothing survives the process of its executor', async () => {
  const script = `
    import { createExec } from ${JSON.stringify(new URL('./sessions.ts', import.meta.url).href)}
    const exec = createExec({ userShell: '/bin/bash', sandboxSupport: () => Promise.reject(new Error('not asked')) })
    const request = { threadId: 't', callId: 'c', command: 'trap "" TERM HUP; setsid sleep 1000 & sleep 1000 & wait', workdir: '/', yieldTimeMs: 1,
      maxOutputTokens: 1, sandbox: null, env: process.env }
    const started = [false, true].map(tty => exec.start({ ...request, tty }, undefined, new AbortController().signal))
    await Promise.all(started)
    console.log(exec.list().map(({ pid }) => pid).join(' '))
    process.exit(3)`
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(ended.stderr).toBe('')
  const pids = ended.stdout.trim().split(' ').map(Number)
  expect(pids).toHaveLength(2)
  await expect.poll(() => pids.filter(isAlive)).toEqual([])
})

test('nothing survives its executor', async () => {
  const other = await createExecRig()
  const changes = { yieldTimeMs: 1 }
  await Promise.all([
    other.run('trap "" TERM; sleep 1000; true', changes),
    other.run('sleep 1000', { ...changes, tty: true }),
  ])
  const pids = other.exec.list().map(({ pid }) => pid)
  expect(pids.map(isAlive)).toEqual([true, true])
  const running = other.run('sleep 1000')
  await other.dispose()
  expect(await running).toMatchObject({ aborted: true })
  for (const pid of pids) await expect.poll(() => isAlive(pid)).toBe(false)
})
