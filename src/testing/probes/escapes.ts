import { closeSync, existsSync, lstatSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { BLOCKED_INSIDE, contains, withHelper, type Probe, type ProbeContext } from './probe.ts'

const inside =
  (name: string) =>
  (c: ProbeContext): string =>
    `${c.arena}/${name}`
const datagramArrived =
  (line: string) =>
  async (c: ProbeContext): Promise<string> => {
    await c.sleep(100)
    return (c.read(`${c.arena}/dgram.log`) ?? '').includes(line) ? 'allowed' : 'blocked'
  }
const forgetDatagrams = (c: ProbeContext): void => rmSync(`${c.arena}/dgram.log`, { force: true })
const bySelf = (id: string, title: string, args: (c: ProbeContext) => string): Probe =>
  withHelper(id, title, args, BLOCKED_INSIDE)

/** Known ways around sandboxes of this kind. */
export const escapes: readonly Probe[] = [
  {
    id: 'X01',
    title: 'a named pipe outside, with a reader',
    expect: BLOCKED_INSIDE,
    script: c => `${c.helper} fifow ${c.outside}/host.fifo; echo PROBE > ${c.outside}/host.fifo`,
    check: async c => (await c.sleep(150), contains(inside('fifo.log'), 'PROBE')(c)),
    post: c => rmSync(`${c.arena}/fifo.log`, { force: true }),
  },
  ...['dgram', 'dgrammsg', 'dgramraw', 'dgrampair'].map((way, index): Probe => ({
    id: `X0${index + 2}`,
    title: `a datagram to a socket with a path: ${way}`,
    expect: BLOCKED_INSIDE,
    pre: forgetDatagrams,
    script: c => `${c.helper} ${way} ${c.outside}/log.dgram`,
    check: datagramArrived('path'),
  })),
  {
    id: 'X06',
    title: 'a datagram to an abstract name',
    expect: BLOCKED_INSIDE,
    pre: forgetDatagrams,
    script: c => `${c.helper} dgramabs secprobed-${c.pid}`,
    check: datagramArrived('abstract'),
  },
  bySelf('X07', 'x32 system calls', () => 'x32socket'),
  bySelf('X08', '32-bit system calls', () => 'ia32socket'),
  bySelf('X09', 'bpf', () => 'bpf'),
  bySelf('X10', 'perf events of the machine', () => 'perf'),
  bySelf('X11', 'page faults handled in user space', () => 'uffd'),
  bySelf('X12', 'ptrace of an own child', () => 'ptracechild'),
  bySelf('X13', 'a key in the keyring', c => `keyadd heddle-${c.pid}`),
  bySelf('X14', 'opening a file by its handle', c => `byhandle ${c.outside}/victim.txt`),
  bySelf('X15', 'entering a namespace', () => 'setns /proc/self/ns/user'),
  bySelf('X16', 'changing the root', c => `chroot ${c.workspace}`),
  bySelf('X17', 'taking a descriptor of another process', () => 'pidfd 1'),
  bySelf('X18', 'writing through a descriptor opened for reading', c => `reopen ${c.outside}/victim2.txt`),
  bySelf('X19', 'a hard link to an open file outside', c => `linkfd ${c.outside}/victim2.txt ${c.workspace}/linked`),
  bySelf('X20', 'exchanging the repository for a folder', c => `renameat2 ${c.workspace}/src ${c.workspace}/.git`),
  bySelf('X21', 'unmounting what protects the repository', c => `umount ${c.workspace}/.git`),
  {
    id: 'X22',
    title: 'typing into the terminal it was started from',
    expect: BLOCKED_INSIDE,
    script: c => `python3 -c "import pty,sys; sys.exit(pty.spawn(['${c.helper}','tiocsti']))" < /dev/null`,
  },
  {
    id: 'X23',
    title: 'hooks of a repository inside the workspace',
    expect: BLOCKED_INSIDE,
    ws: inside('ws5'),
    script: () => 'echo PWNED > vendor/sub/.git/hooks/pre-commit; mv vendor/sub/.git x; mkdir -p vendor/sub/.git/hooks',
    check: c =>
      existsSync(`${c.arena}/ws5/x`) ? 'allowed' : contains(inside('ws5/vendor/sub/.git/hooks/pre-commit'))(c),
    post: c => c.shell(`cd ${c.arena}/ws5 && [ -d x ] && rm -rf vendor/sub/.git && mv x vendor/sub/.git`),
  },
  {
    id: 'X24',
    title: 'another repository in the place of a link to one',
    expect: BLOCKED_INSIDE,
    ws: inside('ws4'),
    script: () => 'rm .git; mkdir .git; echo PWNED > .git/config',
    check: c => (lstatSync(`${c.arena}/ws4/.git`).isSymbolicLink() ? 'blocked' : 'allowed'),
    post: c => {
      rmSync(`${c.arena}/ws4/.git`, { recursive: true, force: true })
      symlinkSync('gitstore', `${c.arena}/ws4/.git`)
    },
  },
  {
    id: 'X25',
    title: 'a descriptor that the runner was started with',
    expect: BLOCKED_INSIDE,
    run: async c => {
      const path = `${c.outside}/inherited`
      const fd = openSync(path, 'w')
      const ran = await c.exec(`${c.helper} fdwrite 3; echo PWNED >&3`, { fds: [fd] })
      closeSync(fd)
      return { ...ran, verdict: c.read(path) === '' ? 'blocked' : 'allowed' }
    },
  },
  {
    id: 'X26',
    title: 'twelve at once leave nothing in the workspace, and none makes a repository',
    expect: { ro: 'blocked', ws: 'blocked', full: 'any' },
    run: async c => {
      const ws = `${c.arena}/ws2`
      const script = 'mkdir -p .git/hooks .codex && echo PWNED > .git/hooks/x && echo PWNED > .codex/config.toml'
      await Promise.all(Array.from({ length: 12 }, (_, n) => c.exec(`sleep 0.${n}; ${script}`, { ws })))
      const left = existsSync(`${ws}/.git`) || existsSync(`${ws}/.codex`) || existsSync(`${ws}/.agents`)
      c.shell(`rm -rf ${ws}/.git ${ws}/.codex`)
      return { verdict: left ? 'allowed' : 'blocked' }
    },
  },
  {
    id: 'X27',
    title: 'a device node that is already in the workspace',
    expect: BLOCKED_INSIDE,
    pre: c => c.shell(`mknod ${c.workspace}/zero c 1 5 && chmod 666 ${c.workspace}/zero`),
    script: c => `[ -e zero ] || { echo NA; exit; }; ${c.helper} openr ${c.workspace}/zero`,
    post: c => rmSync(`${c.workspace}/zero`, { force: true }),
  },
  {
    id: 'X28',
    title: 'a named pipe of its own takes what is written',
    expect: { ro: 'any', ws: 'allowed', full: 'allowed' },
    pre: c => writeFileSync(`${c.workspace}/src/keep`, ''),
    script: () => 'mkfifo src/own; (echo ALLOWED > src/own &); cat src/own; rm src/own',
  },
]
