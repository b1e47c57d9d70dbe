import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createExecRig, isAlive, sandboxOf, type ExecRig } from '../../../testing/execRig.ts'
import { bubblewrapArgv, networkDisabled, type SandboxPlan } from './sandbox.ts'
import { secretPaths } from './sandboxPaths.ts'
import { probeSandbox } from './sandboxProbe.ts'

const rig: ExecRig = await createExecRig()
afterAll(() => rig.dispose())
const unavailable = rig.support.available ? '' : `no sandbox here: ${rig.support.reason}`

describe('the argument vector', () => {
  const plan: SandboxPlan = {
    cwd: '/w',
    network: false,
    writable: ['/w', '/w/deep'],
    readOnly: ['/w/.git'],
    nested: ['/w/deep/.git'],
    placeholders: ['/w/.codex'],
    maskedFiles: ['/w/auth.json'],
    maskedDirectories: ['/secrets'],
  }
  const line = (changes: Partial<SandboxPlan> = {}, options = {}): string =>
    bubblewrapArgv({ ...plan, ...changes }, ['ls'], options).join(' ')

  test('covers what is writable by what is protected by what is masked', () => {
    const order = [
      '--ro-bind / /',
      '--tmpfs /run',
      '--bind /w /w',
      '--ro-bind /w/.git',
      '--bind /w/deep',
      '--ro-bind-try /w/deep/.git',
      '/dev/null /w/auth.json',
    ]
    const places = order.map(part => line().indexOf(part))
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(line()).toContain('--tmpfs /secrets --remount-ro /secrets')
  })

  test('ends with the command, in its folder and outside our session', () => {
    expect(line()).toMatch(/--chdir \/w --new-session -- .*ls$/s)
    expect(line({}, { workdir: '/w/sub' })).toContain('--chdir /w/sub')
    expect(line({}, { bubblewrap: '/opt/bwrap' })).toMatch(/^\/opt\/bwrap /)
  })

  test('keeps the network only where it may', () => {
    expect(line()).toContain('--unshare-net')
    expect(line({ network: true })).not.toContain('--unshare-net')
  })

  test('leaves a command with a terminal on it, and lets it have Ctrl-C', () => {
    const interactive = line({}, { interactive: true })
    expect(interactive).not.toContain('--new-session')
    expect(interactive).toMatch(/^env --ignore-signal=INT .* -- .*env --default-signal=INT .* ls$/s)
  })

  test('is given the filter of system calls where there is one', () => {
    expect(line({}, { filtered: true })).toContain('--seccomp 3')
    expect(line()).not.toContain('--seccomp')
  })

  test('knows when there is no network', () => {
    expect(networkDisabled(sandboxOf('/', { mode: 'danger-full-access' }))).toBe(false)
    expect(networkDisabled(sandboxOf('/'))).toBe(true)
  })
})

describe('the probe', () => {
  const fake = (script: string): string => {
    const folder = rig.folder()
    writeFileSync(join(folder, 'bwrap'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, 'bwrap'), 0o755)
    return folder
  }

  test.each([
    ['none in the path', () => rig.folder(), 'not installed'],
    ['a relative path entry', () => 'node_modules/.bin:.', 'not installed'],
    ['one that fails', () => fake('exit 1'), 'does not work'],
    ['an old one', () => fake('echo bubblewrap 0.3.3'), '0.3.3 is too old'],
    [
      'no permission',
      () => fake('[ "$1" = --version ] && echo bubblewrap 0.9.0 || { echo denied >&2; exit 1; }'),
      'denied',
    ],
    [
      'one that confines nothing',
      () => fake('[ "$1" = --version ] && echo bubblewrap 0.9.0 || { shift 99; exec "$@"; }'),
      'cannot',
    ],
  ])('says why not: %s', async (_, path, reason) => {
    const support = await probeSandbox(path())
    expect(support).toMatchObject({ available: false, reason: expect.stringContaining(reason) })
  })

  test('is honest about other systems', async () => {
    expect(await probeSandbox(process.env['PATH'], 'darwin')).toMatchObject({ available: false })
  })

  test('without a sandbox nothing that needs one runs', async () => {
    const bare = await createExecRig({ available: false, reason: 'there is none', fix: 'Get one.' })
    const folder = rig.folder()
    const error = await bare.refused('touch made', { workdir: folder, sandbox: sandboxOf(folder) })
    expect(error).toContain('the command needs a sandbox, but there is none. Get one.')
    expect((await bare.run('ls', { workdir: folder })).output).toBe('')
    await bare.dispose()
  })
})

describe.skipIf(unavailable !== '')(`a sandboxed command ${unavailable}`, () => {
  let workspace: string
  let outside: string
  beforeAll(() => {
    workspace = rig.folder()
    outside = rig.folder()
    writeFileSync(join(outside, 'victim'), 'untouched')
  })

  const inside = (command: string, changes = {}) =>
    rig.run(command, { workdir: workspace, sandbox: sandboxOf(workspace, changes) })

  test('writes in its workspace', async () => {
    expect(await inside('mkdir -p a && echo x > a/b && mv a/b a/c && cat a/c')).toMatchObject({
      exitCode: 0,
      output: 'x\n',
    })
    expect(readFileSync(join(workspace, 'a/c'), 'utf8')).toBe('x\n')
  })

  test('writes nowhere else, by whatever name', async () => {
    symlinkSync(outside, join(workspace, 'link'))
    const result = await inside(
      `echo y >> ${outside}/victim; echo y >> link/victim; ln -s ${outside} own; echo y >> own/victim; touch ${outside}/new /etc/new; ls ${outside}`,
    )
    expect(result.output).toMatch(/Read-only file system[^]*\nvictim\n$/)
    expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('untouched')
  })

  test('writes nowhere at all in read-only mode', async () => {
    const result = await inside('echo z > here', { mode: 'read-only' })
    expect(result).toMatchObject({ exitCode: 1, output: expect.stringContaining('Read-only file system') })
  })

  test('writes in extra roots, also around the workspace', async () => {
    const root = rig.folder()
    const nested = join(root, 'nested')
    mkdirSync(nested)
    const sandbox = sandboxOf(nested, { writableRoots: [root, '/no/such/root'] })
    expect(await rig.run('touch here ../there', { workdir: nested, sandbox })).toMatchObject({
      exitCode: 0,
      output: '',
    })
  })

  test('gains nothing by starting elsewhere', async () => {
    const result = await rig.run('pwd; touch mine', { workdir: outside, sandbox: sandboxOf(workspace) })
    expect(result.output).toMatch(new RegExp(`^${outside}\n.*Read-only file system`))
  })

  test('cannot change what is run without being asked about', async () => {
    const folder = rig.folder()
    for (const name of ['.git/hooks', '.codex', '.agents', '.heddle'])
      mkdirSync(join(folder, name), { recursive: true })
    const command = `for d in .git/hooks .codex .agents .heddle; do touch $d/x && echo WROTE; done; mv .git g && echo MOVED; rm -rf .codex && echo REMOVED`
    const { output } = await rig.run(command, { workdir: folder, sandbox: sandboxOf(folder) })
    expect(output).not.toMatch(/WROTE|MOVED|REMOVED/)
  })

  test('cannot change the repository that .git leads to', async () => {
    const root = rig.folder()
    const sandbox = (cwd: string) => ({ workdir: cwd, sandbox: sandboxOf(cwd, { writableRoots: [root] }) })
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'ignore' })
    git('init', 'main')
    git('-C', 'main', '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--allow-empty', '-m', 'first')
    git('-C', 'main', 'worktree', 'add', '../tree')
    mkdirSync(join(root, 'linked/store/hooks'), { recursive: true })
    symlinkSync('store', join(root, 'linked/.git'))
    const tree = await rig.run(
      'git status --short && echo x > ../main/.git/config; echo x > .git',
      sandbox(join(root, 'tree')),
    )
    expect(tree.output.match(/Read-only file system/g)).toHaveLength(2)
    const linked = await rig.run('touch store/hooks/x', sandbox(join(root, 'linked')))
    expect(linked.output).toContain('Read-only file system')
  })

  test("cannot read the product's secrets, nor those in a masked folder", async () => {
    const home = rig.folder()
    mkdirSync(join(home, '.codex'))
    mkdirSync(join(home, 'tokens'))
    const files = [...secretPaths(home, home), join(home, 'tokens/t')]
    for (const file of files) writeFileSync(file, 'CANARY')
    const maskedPaths = [...secretPaths(home, home), join(home, 'tokens'), join(home, 'absent')]
    const sandbox = sandboxOf(workspace, { maskedPaths, writableRoots: [home] })
    const command = `cat ${files.join(' ')}; rm -f ${files[0]}; echo x > ${files[0]}; touch ${home}/tokens/u; true`
    const { output } = await rig.run(command, { workdir: workspace, sandbox })
    expect(output).not.toContain('CANARY')
    expect(new Set(files.map(file => readFileSync(file, 'utf8')))).toEqual(new Set(['CANARY']))
  })

  test('has a network only if it may', async () => {
    const server = createServer(socket => socket.end('hello\n'))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const command = `cat < /dev/tcp/127.0.0.1/${port}`
    expect(await inside(command)).toMatchObject({ exitCode: 1 })
    expect(await inside(command, { networkAccess: true })).toMatchObject({ exitCode: 0, output: 'hello\n' })
    server.close()
  })

  test('sees no other process, no system sockets, and may not touch the kernel', async () => {
    const { output } = await inside(
      'ls /run; ls -d /proc/[0-9]* | wc -l; echo 1 > /proc/sys/kernel/printk; grep CapEff /proc/self/status',
    )
    expect(output).toMatch(/^\d\n.*(Read-only|denied).*\nCapEff:\s*0+\n$/)
  })

  test('reports its own exit code and output', async () => {
    expect(await inside('echo o; echo e > /dev/stderr; exit 37')).toMatchObject({ exitCode: 37, output: 'o\ne\n' })
    expect(await inside('kill -SEGV $$')).toMatchObject({ exitCode: 139 })
  })

  test('can handle Ctrl-C, with and without a terminal', async () => {
    const command = 'trap "echo caught; exit 7" INT; sleep 1000 & echo ready; wait'
    for (const tty of [false, true]) {
      const changes = { workdir: workspace, sandbox: sandboxOf(workspace), tty, yieldTimeMs: 500 }
      const { sessionId, output } = await rig.run(command, changes)
      expect(output).toContain('ready')
      const ended = await rig.write(sessionId, '\u0003', 10_000)
      expect(ended).toMatchObject({ exitCode: 7, output: expect.stringContaining('caught') })
    }
  })

  test('takes everything it started with it', async () => {
    const name = `leftover-${process.pid}`
    const abort = new AbortController()
    const result = await rig.run(
      `trap "" TERM; setsid bash -c 'exec -a ${name} sleep 1000' & sleep 1000 & echo ready; wait`,
      { sandbox: sandboxOf(workspace), workdir: workspace },
      () => abort.abort(),
      abort.signal,
    )
    expect(result).toMatchObject({ aborted: true })
    await expect.poll(() => processesNamed(name)).toBe('')
    await inside(`setsid bash -c 'exec -a ${name} sleep 1000' & disown; echo`)
    await expect.poll(() => processesNamed(name)).toBe('')
  })

  test('twelve at once in one workspace hold', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, (_, n) => inside(`echo ${n} > file${n} && cat file${n}`)))
    expect(all.map(({ output }) => Number(output))).toEqual(Array.from({ length: 12 }, (_, n) => n))
  })

  test('does not outlive a killed engine, nor does what it placed in the workspace', async () => {
    const name = `orphan-${process.pid}`
    const folder = rig.folder()
    const at = (file: string): string => JSON.stringify(pathToFileURL(join(import.meta.dirname, file)).href)
    const request = {
      threadId: 't',
      callId: 'c',
      command: `setsid bash -c 'exec -a ${name} sleep 1000' & exec -a ${name} sleep 1000`,
      workdir: folder,
      tty: false,
      maxOutputTokens: 100,
      sandbox: sandboxOf(folder),
      env: { PATH: process.env['PATH'] },
    }
    const script = `
      import { createExec } from ${at('sessions.ts')}
      const support = ${JSON.stringify(rig.support)}
      const exec = createExec({ userShell: '/bin/bash', sandboxSupport: async () => support })
      await exec.start(${JSON.stringify(request)}, undefined, new AbortController().signal)`
    const engine = spawn(process.execPath, ['--input-type=module', '-e', script])
    await expect.poll(() => processesNamed(name), { timeout: 10_000 }).toMatch(/\n/)
    expect(readdirSync(folder).sort()).toEqual(['.agents', '.codex', '.git', '.heddle'])
    engine.kill('SIGKILL')
    await expect.poll(() => processesNamed(name)).toBe('')
    await expect.poll(() => readdirSync(folder)).toEqual([])
    expect(isAlive(engine.pid!)).toBe(false)
  })

  test('ends with its executor, whatever it started', async () => {
    const name = `disposed-${process.pid}`
    const folder = rig.folder()
    const other = await createExecRig(rig.support)
    const command = `trap '' TERM HUP INT; setsid bash -c 'exec -a ${name} sleep 1000' & exec -a ${name} sleep 1000`
    await Promise.all(
      [false, true].map(tty =>
        other.run(command, { workdir: folder, sandbox: sandboxOf(folder), tty, yieldTimeMs: 500 }),
      ),
    )
    await expect.poll(() => processesNamed(name).split('\n').length).toBe(4)
    await other.dispose()
    await expect.poll(() => processesNamed(name)).toBe('')
    expect(readdirSync(folder)).toEqual([])
  })

  test('cannot make what would be protected if it were there, and leaves nothing in its place', async () => {
    const folder = rig.folder()
    const command = `for d in .git/hooks .codex .agents/skills .heddle; do mkdir -p $d && touch $d/x && echo MADE; done; rm -rf .codex; mv .agents x && echo MOVED; echo tried`
    const all = await Promise.all(
      Array.from({ length: 12 }, () => rig.run(command, { workdir: folder, sandbox: sandboxOf(folder) })),
    )
    for (const { output } of all) {
      expect(output).toMatch(/tried/)
      expect(output).not.toMatch(/MADE|MOVED/)
    }
    await expect.poll(() => readdirSync(folder)).toEqual([])
  })

  test('leaves nothing in the way of a command that may do everything', async () => {
    const folder = rig.folder()
    await rig.run('true', { workdir: folder, sandbox: sandboxOf(folder) })
    expect((await rig.run('ls -A', { workdir: folder })).output).toBe('')
  })

  test('Git says nothing of what holds a place', async () => {
    const folder = rig.folder()
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' })
    git('init', '--quiet', '.')
    const seen: string[] = []
    const { output } = await rig.run(
      'git status --short; ls -d .codex .agents; ls -A .codex .agents',
      { workdir: folder, sandbox: sandboxOf(folder) },
      () => seen.push(git('status', '--short', '--untracked-files=all')),
    )
    expect(output).toBe('.agents\n.codex\n.agents:\n\n.codex:\n')
    expect(new Set(seen)).toEqual(new Set(['']))
  })

  test('cannot change repositories inside the workspace, not even through a pointer', async () => {
    const folder = rig.folder()
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' })
    git('init', '.')
    git('init', 'vendor/deep/one')
    git('init', '--separate-git-dir=vendor/store', 'vendor/two')
    const command = `touch vendor/deep/one/.git/hooks/x vendor/store/x; mv vendor/deep/one/.git y; echo x > vendor/two/.git; echo x > vendor/deep/one/file; git -C vendor/deep/one status --short`
    const { output } = await rig.run(command, { workdir: folder, sandbox: sandboxOf(folder) })
    expect(output.match(/Read-only file system|busy/g)).toHaveLength(4)
    expect(output).toContain('?? file')
  })

  test('a link that leads to a repository is put back', async () => {
    const folder = rig.folder()
    mkdirSync(join(folder, 'store'))
    symlinkSync('store', join(folder, '.git'))
    await rig.run('rm .git; mkdir .git; echo x > .git/config', { workdir: folder, sandbox: sandboxOf(folder) })
    expect(readlinkSync(join(folder, '.git'))).toBe('store')
  })

  test('a pointer that leads out of the workspace uncovers nothing', async () => {
    const folder = rig.folder()
    writeFileSync(join(folder, '.git'), 'gitdir: /\n')
    const { output } = await rig.run('ls /run; touch x && echo fine', { workdir: folder, sandbox: sandboxOf(folder) })
    expect(output).toBe('fine\n')
  })

  test('cannot put another workspace in the place of its own', async () => {
    const root = rig.folder()
    const folder = join(root, 'a/b')
    mkdirSync(folder, { recursive: true })
    const sandbox = sandboxOf(folder, { writableRoots: [root] })
    const { output } = await rig.run(`mv ${root}/a ${root}/c; mv ${folder} ${root}/d; touch ${root}/e`, {
      workdir: folder,
      sandbox,
    })
    expect(output).toMatch(/cannot move '.*a' to .*: Device or resource busy/)
    expect(readdirSync(root)).not.toContain('c')
    expect(existsSync(folder)).toBe(true)
  })

  test('holds on to what another sandbox has placed in a temporary folder', async () => {
    const shared = rig.folder()
    const other = { workdir: shared, sandbox: sandboxOf(shared) }
    const sandbox = sandboxOf(workspace, { excludeTmpdirEnvVar: false, tmpdir: shared })
    const command = 'true'
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) => rig.run(command, n % 2 === 0 ? other : { workdir: workspace, sandbox })),
    )
    expect(new Set(all.map(({ exitCode, output }) => `${exitCode}${output}`))).toEqual(new Set(['0']))
    await expect.poll(() => readdirSync(shared)).toEqual([])
  })

  test('a home inside the workspace stays as it is', async () => {
    const home = join(workspace, 'home')
    mkdirSync(home)
    const { output } = await inside(`echo x > ${home}/config.toml`, { protectedPaths: [home] })
    expect(output).toContain('Read-only file system')
  })

  test.skipIf(!existsSync('/usr/bin/perl'))('writes into no named pipe outside, and into all inside', async () => {
    const pipe = join(outside, 'pipe')
    execFileSync('mkfifo', [pipe])
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
    const { output } = await inside(
      `echo x > ${pipe}; mkfifo inner; (echo hi > inner &) ; cat inner; mkdir p q; touch p/f; mv p/f q/f && echo to stderr > /dev/stderr`,
    )
    closeSync(reader)
    expect(output).toMatch(/Permission denied\nhi\nto stderr\n$/)
  })

  test('is filtered the same on a terminal', async () => {
    for (const tty of [false, true]) {
      const command = `grep -E '^(Seccomp|NoNewPrivs):' /proc/self/status; ls /proc/self/fd | wc -w; unshare -U true`
      const { output } = await rig.run(command, { workdir: workspace, sandbox: sandboxOf(workspace), tty })
      expect(output).toMatch(/NoNewPrivs:\s+1\s+Seccomp:\s+2\s+4\s+unshare: .*not permitted/)
    }
  })

  test('keeps its doors to the kernel closed when it has a network', async () => {
    const { output } = await inside(`unshare -U true; grep Seccomp: /proc/self/status`, { networkAccess: true })
    expect(output).toMatch(/not permitted\s+Seccomp:\s+2/)
  })
})

/** The ids of processes by the name they were given; empty when there are none. */
function processesNamed(name: string): string {
  try {
    return execFileSync('pgrep', ['-f', `^${name} `], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}
