import type { SandboxPlan } from './sandbox.ts'

/** Always at this path: one found elsewhere would not be the system's. */
export const SANDBOX_EXEC = '/usr/bin/sandbox-exec'

/** The argument vector that runs a command under macOS's Seatbelt. Written from Apple's profile language; not tested. */
export const seatbeltArgv = (plan: SandboxPlan, command: readonly string[]): string[] => [
  SANDBOX_EXEC,
  '-p',
  seatbeltProfile(plan),
  '--',
  ...command,
]

/** A profile for a plan. Of the rules that match an operation the last decides, so the strict ones come last. */
export function seatbeltProfile(plan: SandboxPlan): string {
  const below = (paths: readonly string[]): string => paths.map(path => `(subpath ${quoted(path)})`).join(' ')
  const rule = (head: string, paths: readonly string[]): string[] =>
    paths.length > 0 ? [`(${head} ${below(paths)})`] : []
  return [
    '(version 1)',
    '(deny default)',
    '(allow process-exec) (allow process-fork) (allow signal (target same-sandbox)) (allow process-info* (target same-sandbox))',
    '(allow sysctl-read) (allow pseudo-tty) (allow ipc-posix-sem) (allow user-preference-read)',
    '(allow mach-lookup (global-name "com.apple.system.opendirectoryd.libinfo"))',
    '(allow file-read*)',
    '(allow file-ioctl file-write-data (literal "/dev/null") (literal "/dev/zero") (literal "/dev/tty") (regex #"^/dev/ttys[0-9]+$"))',
    ...rule('allow file-write*', plan.writable),
    ...rule('deny file-write*', [...plan.readOnly, ...plan.nested, ...plan.placeholders]),
    ...rule('deny file-read* file-write*', [...plan.maskedFiles, ...plan.maskedDirectories]),
    ...(plan.network ? ['(allow network*) (allow system-socket) (allow mach-lookup)'] : []),
    '',
  ].join('\n')
}

const quoted = (path: string): string => `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
