import { looseCommands } from './looseCommands.ts'
import type { LooseCommand } from './looseCommands.ts'

/** Says what is dangerous about a program with these arguments, as a part of a sentence; null: nothing known. */
type Alarm = (args: readonly string[], depth: number) => string | null

const has = (args: readonly string[], ...wanted: string[]): boolean => args.some(arg => wanted.includes(arg))
const optionsOf = (args: readonly string[]): string[] =>
  args.slice(0, args.includes('--') ? args.indexOf('--') : undefined).filter(arg => /^-./.test(arg))
const withLetters = (args: readonly string[], letters: string): boolean =>
  optionsOf(args).some(option => !option.startsWith('--') && [...letters].some(letter => option.includes(letter)))

const whenCalled =
  (text: string): Alarm =>
  () =>
    text

const whenGiven =
  (text: string, ...words: string[]): Alarm =>
  args =>
    has(args, ...words) ? text : null

const remove: Alarm = args => {
  const forced = withLetters(args, 'fRr') || optionsOf(args).some(option => /^--(?:f|recu)/.test(option))
  return forced ? 'it deletes files without asking (rm with -f or -r)' : null
}

const BROAD =
  /^(?:\/|\/(?:bin|boot|dev|etc|home|lib|lib64|opt|root|sbin|srv|usr|var|Users|System)|~|\$HOME|\$\{HOME\})(?:\/?\*?)$/

const everythingBelow: Alarm = args => {
  const recursive = withLetters(args, 'R') || has(args, '--recursive')
  return recursive && args.some(arg => BROAD.test(arg)) ? 'it changes rights of a whole system folder' : null
}

const GIT_VALUE_OPTIONS = new Set(['-C', '-c', '--git-dir', '--work-tree', '--namespace', '--exec-path'])

const git: Alarm = args => {
  let at = 0
  while (args[at]?.startsWith('-')) at += GIT_VALUE_OPTIONS.has(args[at] ?? '') ? 2 : 1
  const [command, ...rest] = args.slice(at)
  switch (command) {
    case 'push': {
      const forced = withLetters(rest, 'fd') || rest.some(arg => /^--(?:force|mirror|delete|prune)|^\+/.test(arg))
      return forced ? 'it rewrites or deletes branches on the remote' : null
    }
    case 'reset':
      return has(rest, '--hard') ? 'it throws away uncommitted work (git reset --hard)' : null
    case 'clean':
      return withLetters(rest, 'f') || has(rest, '--force') ? 'it deletes untracked files (git clean -f)' : null
    case 'filter-branch':
    case 'filter-repo':
      return 'it rewrites the history of the repository'
    case 'stash':
      return has(rest, 'clear') ? 'it deletes all stashed work' : null
    default:
      return null
  }
}

const find: Alarm = (args, depth) => {
  if (has(args, '-delete')) return 'it deletes every file it finds (find -delete)'
  const run = args.findIndex(arg => /^-(?:exec|execdir|ok|okdir)$/.test(arg))
  return run < 0 ? null : alarmOf(args.slice(run + 1), depth + 1)
}

const CODE_THAT_DELETES =
  /rmtree|rmSync|rmdirSync|rm_rf|rimraf|remove_tree|FileUtils\.rm|unlink|os\.remove|\brm\s+-\w*[rf]/

/** Code on the command line: only its outright deletions are seen. */
const interpreter: Alarm = args =>
  args.some(arg => CODE_THAT_DELETES.test(arg)) ? 'it runs code that deletes files' : null

/** A program that runs the text of its arguments in a shell. */
const scriptRunner: Alarm = (args, depth) => {
  for (const text of [...args.filter(arg => /[\s;|&]/.test(arg)), args.join(' ')]) {
    const alarm = dangerous(text, depth + 1)
    if (alarm) return alarm
  }
  return null
}

const evaluate: Alarm = (args, depth) =>
  /\$\(|`/.test(args.join(' ')) ? 'it runs text that is only known once it runs (eval)' : scriptRunner(args, depth)

/** A program that runs another one: whichever argument begins it, its alarm counts. */
const wrapper: Alarm = (args, depth) => {
  for (let at = 0; at < args.length; at += 1) {
    const alarm = alarmOf(args.slice(at), depth + 1)
    // A wrapper within looks at all that follows it; looking again would double the work with each.
    if (alarm !== null || ALARMS.get(nameOf(args[at] ?? '')) === wrapper) return alarm
  }
  return null
}

const ALARMS: ReadonlyMap<string, Alarm> = new Map<string, Alarm>([
  ['rm', remove],
  ['git', git],
  ['find', find],
  ['eval', evaluate],
  ['chmod', everythingBelow],
  ['chown', everythingBelow],
  ['chgrp', everythingBelow],
  ['dd', args => (args.some(arg => /^of=\/dev\/(?!null|stdout)/.test(arg)) ? 'it writes over a device' : null)],
  ['mv', args => (has(args, '/dev/null') || args.some(arg => BROAD.test(arg)) ? 'it moves files out of reach' : null)],
  ['truncate', args => (args.some(arg => /^-s|^--size/.test(arg)) ? 'it empties files' : null)],
  ['kill', args => (args.length > 1 && args.at(-1) === '-1' ? 'it ends every process' : null)],
  ['crontab', whenGiven('it deletes all scheduled jobs', '-r')],
  ['iptables', whenGiven('it removes the firewall rules', '-F', '--flush', '-X')],
  ['ip6tables', whenGiven('it removes the firewall rules', '-F', '--flush', '-X')],
  ['nft', whenGiven('it removes the firewall rules', 'flush')],
  ['ufw', whenGiven('it switches the firewall off', 'disable', 'reset')],
  ['init', whenGiven('it stops the machine', '0', '6')],
  ['systemctl', whenGiven('it stops services', 'stop', 'disable', 'mask', 'poweroff', 'reboot', 'halt', 'kexec')],
  ['docker', whenGiven('it deletes containers or their data', 'prune', 'rm', 'rmi', 'kill')],
  ['podman', whenGiven('it deletes containers or their data', 'prune', 'rm', 'rmi', 'kill')],
  ['kubectl', whenGiven('it deletes what runs in the cluster', 'delete', 'drain')],
  ['terraform', whenGiven('it destroys infrastructure', 'destroy')],
  ...'reboot shutdown halt poweroff'.split(' ').map(name => [name, whenCalled('it stops the machine')] as const),
  ...'mkfs wipefs fdisk sfdisk parted mkswap'.split(' ').map(name => [name, whenCalled('it formats a disk')] as const),
  ...'shred srm'.split(' ').map(name => [name, whenCalled('it destroys files for good')] as const),
  ...'userdel groupdel deluser'.split(' ').map(name => [name, whenCalled('it deletes an account')] as const),
  ...'sh bash zsh dash ksh fish su ssh watch script'.split(' ').map(name => [name, scriptRunner] as const),
  ...'python perl ruby node deno bun php lua'.split(' ').map(name => [name, interpreter] as const),
  ...(
    'sudo doas env command builtin exec nice nohup time timeout stdbuf setsid ionice busybox toybox xargs parallel ' +
    'if then elif else while until do ! {'
  )
    .split(' ')
    .map(name => [name, wrapper] as const),
])

/** Commands within commands that are looked into. */
const MAX_DEPTH = 12

/** The alarm of one simple command. */
function alarmOf(words: readonly string[], depth: number): string | null {
  if (depth > MAX_DEPTH) return 'it hides a command in too many others to be read'
  const program = words.findIndex(word => !/^\w+\+?=/.test(word))
  if (program < 0) return null
  const name = nameOf(words[program] ?? '')
  const args = words.slice(program + 1)
  const device = args.findIndex((arg, index) => args[index - 1] === '>' && /^\/dev\/(?:sd|hd|vd|nvme|disk)/.test(arg))
  if (device >= 0) return 'it writes over a device'
  if (name.startsWith('$') && remove(args, depth)) return 'a program named by a variable is called the way rm is'
  return ALARMS.get(name)?.(args, depth) ?? null
}

/** `/usr/bin/python3.12` is `python`, `mkfs.ext4` is `mkfs`. */
const nameOf = (word: string): string =>
  word.replace(/^.*\//s, '').replace(/^(python|perl|ruby|php|mkfs)[\d.].*$/s, '$1')

const FETCHES_OR_DECODES = /^(?:curl|wget|fetch|base64|base32|xxd|openssl|uudecode)$/
const READS_PROGRAM = /^(?:(?:ba|z|da|k|fi)?sh|python|perl|ruby|node|php)$/

/** `curl … | sh`, `… | base64 -d | sh`: a program that nobody has seen. */
function runsUnseenProgram({ words, upstream }: LooseCommand): boolean {
  const reads = words.slice(0, 3).some(word => READS_PROGRAM.test(nameOf(word)))
  return reads && upstream.some(source => source.some(word => FETCHES_OR_DECODES.test(nameOf(word))))
}

const FORK_BOMB = /([\w:.]+)\s*\(\)\s*\{[^}]*\1\s*\|\s*\1\s*&/

/**
 * Says what is dangerous about a shell line, as a part of a sentence ("it deletes …"), or null.
 *
 * Heuristics for mistakes that cannot be undone, seen through quotes, wrappers, substitutions and nested shells. Not a
 * wall: whoever wants to hide a deletion can. The sandbox is the wall.
 */
export function dangerous(line: string, depth = 0): string | null {
  if (FORK_BOMB.test(line)) return 'it starts processes without end'
  const variables = new Map<string, string>()
  for (const command of looseCommands(line)) {
    const alarm = runsUnseenProgram(command)
      ? 'it runs a program straight from the network or from encoded text'
      : alarmOf(withVariables(command.words, variables), depth)
    if (alarm) return alarm
  }
  return null
}

/** Remembers `cmd=rm`, and puts it where `$cmd` stands as a program. */
function withVariables(words: readonly string[], variables: Map<string, string>): readonly string[] {
  for (const word of words) {
    const [, name, value] = /^(\w+)=(.*)$/s.exec(word) ?? []
    if (name === undefined || value === undefined) break
    variables.set(name, value)
  }
  const [first = '', ...rest] = words
  const name = /^\$\{?(\w+)\}?$/.exec(first)?.[1]
  const value = name === undefined ? undefined : variables.get(name)
  return value === undefined ? words : [...value.split(/\s+/), ...rest]
}
