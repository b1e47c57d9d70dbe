import { throughLauncher } from './innerLauncher.ts'
import { outermostFirst } from './sandboxPaths.ts'

export type SandboxMode = 'read-only' | 'workspace-write' | 'danger-full-access'

/** What a command may touch. Paths are absolute; those that do not exist are passed over. */
export type SandboxSpec = {
  mode: SandboxMode
  cwd: string
  /** Writable besides `cwd` in workspace-write. */
  writableRoots: string[]
  networkAccess: boolean
  excludeTmpdirEnvVar: boolean
  excludeSlashTmp: boolean
  /** The product's own secrets: files cannot be read, directories look empty. */
  maskedPaths: string[]
  /** Read-only wherever they are, besides what every writable root protects. */
  protectedPaths?: string[]
  /** The value of $TMPDIR, writable in workspace-write unless excluded. */
  tmpdir?: string
}

/** A sandbox as it is mounted: real paths that exist, outermost first, so that none hides another. */
export type SandboxPlan = {
  cwd: string
  network: boolean
  writable: string[]
  /** Read-only although inside something writable, or visible although inside something hidden. */
  readOnly: string[]
  /** Read-only too, if still there. */
  nested: string[]
  /** Folders that shall look empty and stay so. */
  placeholders: string[]
  maskedFiles: string[]
  maskedDirectories: string[]
}

export type LauncherOptions = {
  /** The path of bubblewrap. */
  bubblewrap?: string
  /** The command has a terminal of its own. */
  interactive?: boolean
  /** Where the command starts; it gains no rights by it. */
  workdir?: string
  /** The launcher finds the system call filter open at `FILTER_FD`. */
  filtered?: boolean
}

/** The descriptor at which a launcher is given the system call filter. */
export const FILTER_FD = 3

const NAMESPACES = ['user', 'ipc', 'uts', 'cgroup-try'].map(name => `--unshare-${name}`)
const TERMINAL_SIGNALS = ['INT', 'QUIT']

/** Whether commands of this sandbox are cut off from the network. */
export const networkDisabled = (spec: SandboxSpec): boolean => spec.mode !== 'danger-full-access' && !spec.networkAccess

/**
 * The argument vector of bubblewrap for a plan: the whole file system read-only, fresh /dev, /proc and /run, what is
 * writable bound over it, and what is protected bound over that. Nothing outlives the command, or this process.
 */
export function bubblewrapArgv(plan: SandboxPlan, command: string[], options: LauncherOptions = {}): string[] {
  const { bubblewrap = 'bwrap', interactive = false, filtered = false, workdir = plan.cwd } = options
  const sandbox = [
    ...[bubblewrap, ...namespaces(plan), '--unshare-pid', '--cap-drop', 'ALL'],
    ...(filtered ? ['--seccomp', String(FILTER_FD)] : []),
    // A launcher in Perl would complain of a locale that is not installed, in the output of every command.
    ...['--setenv', 'PERL_BADLANG', '0'],
    ...mounts(plan),
    ...['--chdir', workdir],
  ]
  if (!interactive) return [...sandbox, '--new-session', '--', ...throughLauncher(plan.writable, command)]
  // A session of its own would part the command from its terminal; injecting into a terminal that only it has gains it
  // nothing. But Ctrl-C goes to everyone at the terminal, and bubblewrap must survive it for the command to handle it.
  const ignore = TERMINAL_SIGNALS.map(signal => `--ignore-signal=${signal}`)
  const restore = TERMINAL_SIGNALS.map(signal => `--default-signal=${signal}`)
  return ['env', ...ignore, ...sandbox, '--', ...throughLauncher(plan.writable, ['env', ...restore, ...command])]
}

/**
 * The same sandbox for a launcher that starts one command after the other in it, each with processes of its own. Nothing
 * but terminals can be made in /dev then, and /dev/shm is empty: see keptSandboxScript.ts.
 */
export const keptBubblewrapArgv = (plan: SandboxPlan, bubblewrap: string, launcher: readonly string[]): string[] => [
  ...[bubblewrap, ...namespaces(plan), '--cap-drop', 'ALL'],
  ...['CAP_SYS_ADMIN', 'CAP_SETPCAP'].flatMap(capability => ['--cap-add', capability]),
  ...mounts({ ...plan, nested: [], readOnly: [...plan.readOnly, ...plan.nested] }),
  ...['--tmpfs', '/dev/shm', '--remount-ro', '/dev/shm', '--remount-ro', '/dev'],
  ...['--chdir', '/', '--new-session', '--', ...launcher],
]

const namespaces = ({ network }: SandboxPlan): string[] => [
  ...['--die-with-parent', ...NAMESPACES],
  ...(network ? [] : ['--unshare-net']),
]

function mounts(plan: SandboxPlan): string[] {
  const wholeSystem = plan.writable.includes('/') ? '--bind' : '--ro-bind'
  return [
    ...[wholeSystem, '/', '/', '--dev', '/dev'],
    // Parts of /proc change the whole machine when the user is root.
    ...['--proc', '/proc', '--remount-ro', '/proc'],
    // Sockets of the system and the desktop live here.
    ...['--tmpfs', '/run'],
    ...binds(plan),
    // Bubblewrap mounts without device access, so that even opening the null device is refused.
    ...plan.maskedFiles.flatMap(path => ['--ro-bind', '/dev/null', path]),
    ...[...plan.placeholders, ...plan.maskedDirectories].flatMap(path => ['--tmpfs', path, '--remount-ro', path]),
    ...['--remount-ro', '/run'],
  ]
}

/** A mount hides what was mounted below it before, so the outer ones come first; in one place the stricter is last. */
function binds({ writable, readOnly, nested }: SandboxPlan): string[] {
  const as = (option: string, paths: readonly string[]) => paths.map(path => ({ option, path }))
  const all = [
    ...as(
      '--bind',
      writable.filter(path => path !== '/'),
    ),
    ...as('--ro-bind', readOnly),
    ...as('--ro-bind-try', nested),
  ]
  return all.sort((a, b) => outermostFirst(a.path, b.path)).flatMap(({ option, path }) => [option, path, path])
}
