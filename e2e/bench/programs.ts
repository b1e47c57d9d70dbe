import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { providerToml } from '../../src/testing/heddle.ts'
import { realCodex } from '../../src/testing/peers.ts'
import { atEnd } from './lifetime.ts'
import type { Command } from './measure.ts'

export type ProgramName = 'codex' | 'heddle'

/** One of the two programs that are compared. */
export interface Program {
  name: ProgramName
  file: string
  homeVariable: string
}

const ROOT = resolve(import.meta.dirname, '../..')

/** Heddle as its users start it. */
const heddle: Program = { name: 'heddle', file: join(ROOT, 'bin/heddle'), homeVariable: 'HEDDLE_HOME' }

/** The programs that can be run here; `missing` says why one cannot. */
export function findPrograms(): { programs: Program[]; missing: string[] } {
  const codex = realCodex()
  if ('missing' in codex) return { programs: [heddle], missing: [codex.missing] }
  return { programs: [{ name: 'codex', file: codex.path, homeVariable: 'CODEX_HOME' }, heddle], missing: [] }
}

/** A folder that holds homes and workspaces of one measurement. */
export interface Lab {
  folder: string
  /** A new home with the provider `mock` and a new workspace that it trusts. */
  furnish(program: Program): Place
  remove(): void
}

export interface Place {
  program: Program
  home: string
  workspace: string
  /** The program with these arguments, in this home and workspace. */
  command(...args: string[]): Command
}

/**
 * A folder in memory, for what makes and removes thousands of files again and again: ext4 looks at every inode that was
 * freed in the last minutes before it takes a new one, up to a millisecond a file. Nothing where there is none.
 */
export const memoryFolder = (): string | undefined => (existsSync('/dev/shm') ? '/dev/shm' : undefined)

/** Not below the system's temporary folder: there Codex leaves out the helpers that it links into its home. */
export function openLab(modelUrl: string, parent = join(ROOT, '.cache/bench')): Lab {
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'lab-'))
  const user = join(folder, 'user')
  mkdirSync(user)
  return {
    folder,
    furnish: program => furnish(program, { folder, user, modelUrl }),
    remove: atEnd(() => rmSync(folder, { recursive: true, force: true })),
  }
}

interface Furnishing {
  folder: string
  user: string
  modelUrl: string
}

function furnish(program: Program, { folder, user, modelUrl }: Furnishing): Place {
  const root = mkdtempSync(join(folder, `${program.name}-`))
  const home = join(root, 'home')
  const workspace = join(root, 'workspace')
  for (const path of [home, workspace]) mkdirSync(path, { mode: 0o700 })
  writeFileSync(join(workspace, 'README.md'), '# A workspace\n')
  makeRepository(workspace)
  const config = [
    'approval_policy = "never"',
    'sandbox_mode = "danger-full-access"',
    providerToml(modelUrl),
    `[projects.${JSON.stringify(workspace)}]`,
    'trust_level = "trusted"',
  ]
  writeFileSync(join(home, 'config.toml'), `${config.join('\n')}\n`, { mode: 0o600 })
  const env = {
    PATH: process.env['PATH'] ?? '',
    // A user without a profile of their own: login shells cost what bash costs.
    HOME: user,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    MOCK_KEY: 'sk-bench',
    [program.homeVariable]: home,
  }
  return {
    program,
    home,
    workspace,
    command: (...args) => ({ file: program.file, args, env, cwd: workspace }),
  }
}

function makeRepository(folder: string): void {
  const git = (...args: string[]) => {
    const author = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.invalid']
    const { status, stderr } = spawnSync('git', [...author, ...args], { cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`)
  }
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '--message', 'Begin')
}
