import { resolveSandbox } from './sandboxPaths.ts'

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
}

const NAMESPACES = ['user', 'pid', 'ipc', 'uts', 'cgroup-try'].map(name => `--unshare-${name}`)
/** Parts of /proc that reach the whole machine when the user is root. */
const GLOBAL_PROC = ['/proc/sys', '/proc/sysrq-trigger', '/proc/irq', '/proc/bus', '/proc/fs']
const TERMINAL_SIGNALS = ['INT', 'QUIT']

/** Whether commands of this sandbox are cut off from the network. */
export const networkDisabled = (spec: SandboxSpec): boolean => spec.mode !== 'danger-full-access' && !spec.networkAccess

/** The argument vector that runs `command` in a sandbox; the command itself for full access. Looks at the file system. */
export const sandboxArgv = (spec: SandboxSpec, command: string[], options: LauncherOptions = {}): string[] =>
  spec.mode === 'danger-full-access' ? command : bubblewrapArgv(resolveSandbox(spec), command, options)

/**
 * The argument vector of bubblewrap for a plan: the whole file system read-only, fresh /dev, /proc and /run, what is
 * writable bound over it, and what is protected bound over that. Nothing outlives the command, or this process.
 */
export function bubblewrapArgv(plan: SandboxPlan, command: string[], options: LauncherOptions = {}): string[] {
  const { bubblewrap = 'bwrap', interactive = false, workdir = plan.cwd } = options
  const sandbox = [
    bubblewrap,
    '--die-with-parent',
    ...NAMESPACES,
    ...(plan.network ? [] : ['--unshare-net']),
    '--cap-drop',
    'ALL',
    ...mounts(plan),
    '--chdir',
    workdir,
  ]
  if (!interactive) return [...sandbox, '--new-session', '--', ...command]
  // A session of its own would part the command from its terminal; injecting into a terminal that only it has gains it
  // nothing. But Ctrl-C goes to everyone at the terminal, and bubblewrap must survive it for the command to handle it.
  const ignore = TERMINAL_SIGNALS.map(signal => `--ignore-signal=${signal}`)
  const restore = TERMINAL_SIGNALS.map(signal => `--default-signal=${signal}`)
  return ['env', ...ignore, ...sandbox, '--', 'env', ...restore, ...command]
}

function mounts(plan: SandboxPlan): string[] {
  const wholeSystem = plan.writable.includes('/') ? '--bind' : '--ro-bind'
  const bindAll = (option: string, paths: readonly string[]): string[] => paths.flatMap(path => [option, path, path])
  return [
    ...[wholeSystem, '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...bindAll('--ro-bind-try', GLOBAL_PROC),
    // Sockets of the system and the desktop live here.
    ...['--tmpfs', '/run'],
    ...bindAll(
      '--bind',
      plan.writable.filter(path => path !== '/'),
    ),
    ...bindAll('--ro-bind', plan.readOnly),
    // Bubblewrap mounts without device access, so that even opening the null device is refused.
    ...plan.maskedFiles.flatMap(path => ['--ro-bind', '/dev/null', path]),
    ...plan.maskedDirectories.flatMap(path => ['--tmpfs', path, '--remount-ro', path]),
  ]
}
