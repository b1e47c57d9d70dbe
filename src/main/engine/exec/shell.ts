import { existsSync } from 'node:fs'
import { basename, isAbsolute } from 'node:path'

const KNOWN_SHELLS = new Set(['bash', 'zsh', 'sh'])

/** The user's shell when it is one whose `-lc` we know (bash, zsh, sh), else bash, else sh. `preferred` is $SHELL. */
export function defaultShell(preferred: string | undefined): string {
  if (preferred !== undefined && isUsable(preferred)) return preferred
  return existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh'
}

/** The shell a model asked for by name or path, or the default when there is no such shell. */
export function resolveShell(asked: string | undefined, preferred: string | undefined): string {
  if (asked === undefined) return defaultShell(preferred)
  const candidates = isAbsolute(asked) ? [asked] : [`/bin/${asked}`, `/usr/bin/${asked}`]
  return candidates.find(isUsable) ?? defaultShell(preferred)
}

const isUsable = (path: string): boolean => isAbsolute(path) && KNOWN_SHELLS.has(basename(path)) && existsSync(path)

/** The argument vector that runs a command line, as a login shell or not. Rollouts and clients are shown this. */
export const shellArgv = (shell: string, command: string, login: boolean): string[] => [
  shell,
  login ? '-lc' : '-c',
  command,
]
