import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { probeSandbox } from './exec/sandboxProbe.ts'
import { rendererRoot } from './installation.ts'
import { findProgram } from './programs.ts'

/** One thing that was looked at. `needed` things that are missing make the command fail. */
export interface Finding {
  name: string
  ok: boolean
  needed: boolean
  /** What is there, or what is missing and what to do. */
  text: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Looks at what works on this machine, and says what to do about the rest. */
export async function examine(environment: Environment): Promise<Finding[]> {
  return [
    { name: 'Node', ok: true, needed: true, text: process.version },
    await homeFinding(environment),
    await sandboxFinding(environment),
    programFinding(environment, 'git', 'branch and changes of a workspace are not shown'),
    programFinding(environment, 'rg', 'searching files uses the slower built-in search; install ripgrep'),
    keyFinding(environment),
    await interfaceFinding(),
  ]
}

async function homeFinding({ HEDDLE_HOME, HOME }: Environment): Promise<Finding> {
  const path = resolve(HEDDLE_HOME || join(HOME || homedir(), '.heddle'))
  const base = { name: 'Home', needed: true }
  const info = await stat(path).catch(() => null)
  if (!info) return { ...base, ok: true, text: `${path} (made at the first use)` }
  if (!info.isDirectory()) return { ...base, ok: false, text: `${path} is not a directory. Set HEDDLE_HOME to one.` }
  const writable = await access(path, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!writable)
    return { ...base, ok: false, text: `${path} cannot be written. Set HEDDLE_HOME to a directory you can write.` }
  const open = (info.mode & 0o077) !== 0
  return { ...base, ok: true, text: open ? `${path} (others may read it: chmod 700 ${path})` : path }
}

async function sandboxFinding({ PATH }: Environment): Promise<Finding> {
  const support = await probeSandbox(PATH)
  const text = support.available
    ? `${support.kind} ${support.version}`
    : `${support.reason}. ${support.fix} Until then commands ask first.`
  return { name: 'Sandbox', ok: support.available, needed: false, text }
}

function programFinding({ PATH }: Environment, name: string, without: string): Finding {
  const path = findProgram(name, PATH)
  return { name, ok: path !== null, needed: false, text: path ?? `not found: ${without}` }
}

function keyFinding({ OPENAI_API_KEY }: Environment): Finding {
  const text = OPENAI_API_KEY
    ? 'OPENAI_API_KEY is set'
    : 'no key: the rehearsal model plays until you set OPENAI_API_KEY or configure a provider'
  return { name: 'Model', ok: true, needed: false, text }
}

async function interfaceFinding(): Promise<Finding> {
  const path = join(rendererRoot, 'index.html')
  const built = await stat(path).then(
    () => true,
    () => false,
  )
  return { name: 'Interface', ok: built, needed: false, text: built ? 'built' : 'not built: run "npm run build"' }
}
