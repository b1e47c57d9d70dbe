import { spawn } from 'node:child_process'
import { findProgram } from '../programs.ts'

/** The system's own store for secrets. Nothing here rejects: whoever cannot keep a secret says so. */
export interface Keychain {
  /** Whether the secret is really there now: it was read back. */
  set(account: string, secret: string): Promise<boolean>
  get(account: string): Promise<string | null>
  remove(account: string): Promise<void>
}

/** One run of the system's program. A secret goes in through its input: arguments can be seen by every user. */
interface Run {
  args: string[]
  input?: string
}

interface Tool {
  program: string
  set(account: string, secret: string): Run
  get(account: string): Run
  remove(account: string): Run
}

const SERVICE = 'heddle'
/** `security` reads its commands in lines of limited length. No provider's key comes near. */
const LONGEST_SECRET = 1000
/** Long enough for somebody to unlock a store that asks for it. */
const TIMEOUT_MS = 20_000
/** What the programs need of the environment; keys that stand in it are no business of theirs. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS']

type Environment = Readonly<Record<string, string | undefined>>

export interface KeychainOptions {
  platform: NodeJS.Platform
  environment: Environment
}

/** The keychain of this machine: `security` on macOS, `secret-tool` on Linux; null where there is none to ask. */
export function createKeychain({ platform, environment }: KeychainOptions): Keychain | null {
  const tool = toolFor(platform, environment)
  const program = tool && findProgram(tool.program, environment.PATH)
  if (!tool || !program) return null
  const runIt = (run: Run) => outputOf(program, run, environment)
  const get = async (account: string) => (await runIt(tool.get(account)))?.replace(/\n$/, '') || null
  const remove = async (account: string) => void (await runIt(tool.remove(account)))
  return {
    get,
    remove,
    async set(account, secret) {
      if (secret.length > LONGEST_SECRET) return false
      await runIt(tool.set(account, secret))
      // `security` reports success whatever its commands did.
      if ((await get(account)) === secret) return true
      await remove(account)
      return false
    },
  }
}

function toolFor(platform: NodeJS.Platform, environment: Environment): Tool | null {
  if (platform === 'darwin') return SECURITY
  // Without a session bus there is nobody to keep anything, and asking would only take time.
  return platform === 'linux' && environment.DBUS_SESSION_BUS_ADDRESS ? SECRET_TOOL : null
}

const SECURITY: Tool = {
  program: 'security',
  set: (account, secret) => ({
    args: ['-i'],
    input: `add-generic-password -U -a ${account} -s ${SERVICE} -X ${Buffer.from(secret).toString('hex')}\n`,
  }),
  get: account => ({ args: ['find-generic-password', '-a', account, '-s', SERVICE, '-w'] }),
  remove: account => ({ args: ['delete-generic-password', '-a', account, '-s', SERVICE] }),
}

const SECRET_TOOL: Tool = {
  program: 'secret-tool',
  set: (account, secret) => ({
    args: ['store', '--label', 'Heddle: key of a model provider', 'service', SERVICE, 'account', account],
    input: secret,
  }),
  get: account => ({ args: ['lookup', 'service', SERVICE, 'account', account] }),
  remove: account => ({ args: ['clear', 'service', SERVICE, 'account', account] }),
}

/** What a program printed; null where it failed, or took too long. */
function outputOf(program: string, { args, input = '' }: Run, environment: Environment): Promise<string | null> {
  const env = Object.fromEntries(PASSED_ON.flatMap(name => (environment[name] ? [[name, environment[name]]] : [])))
  return new Promise(resolve => {
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'ignore'], timeout: TIMEOUT_MS })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stdin.on('error', () => undefined) // it may end before it reads
    child.on('error', () => resolve(null))
    child.on('close', code => resolve(code === 0 ? output : null))
    child.stdin.end(input)
  })
}
