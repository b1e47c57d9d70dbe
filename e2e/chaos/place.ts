import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Thread } from '../../src/core/thread/thread.ts'
import { providerToml } from '../../src/testing/heddle.ts'
import { mcpLedgerOf, PATCHED, PATCHED_BEGIN, placePrograms } from './effects.ts'
import type { EffectPrograms } from './effects.ts'
import { createTold } from './told.ts'
import type { Told } from './told.ts'

/** A home and a workspace that live through many kills, and what is known of them from outside. */
export interface Place {
  root: string
  home: string
  workspace: string
  programs: EffectPrograms
  told: Told
  env: Record<string, string>
  /** What a client had last seen of each thread. */
  mirrors: Map<string, Thread>
  /** What a client asked for without hearing whether it was done: it may be or not. */
  attempts: Attempts
  /** Threads of which turns were ever taken out: what the model reads of them does not begin as it did. */
  reverted: Set<string>
  remove(): void
}

export interface Attempts {
  titles: Map<string, Set<string>>
  archived: Set<string>
  /** Threads of which turns were to be taken out. */
  reverted: Set<string>
  /** Inputs that were to be edited, removed or moved. */
  inputs: Set<string>
  /** Messages by their ids. */
  sends: Map<string, Sent>
}

export interface Sent {
  threadId: string
  said: string
  delivery: 'steer' | 'queue'
}

export const noAttempts = (): Attempts => ({
  titles: new Map(),
  archived: new Set(),
  reverted: new Set(),
  inputs: new Set(),
  sends: new Map(),
})

export interface Furnishing {
  modelUrl: string
  withMcp: boolean
}

export function openPlace({ modelUrl, withMcp }: Furnishing): Place {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-chaos-')))
  const home = join(root, 'home')
  const workspace = join(root, 'workspace')
  const user = join(root, 'user')
  mkdirSync(join(workspace, '.git'), { recursive: true })
  writeFileSync(join(workspace, '.git/HEAD'), 'ref: refs/heads/main\n')
  writeFileSync(join(workspace, PATCHED), PATCHED_BEGIN)
  mkdirSync(user)
  mkdirSync(join(home, 'rules'), { recursive: true, mode: 0o700 })
  const programs = placePrograms(root, home)
  const server = [join(import.meta.dirname, 'effectServer.mjs'), mcpLedgerOf(root), home]
  const config = [
    'approval_policy = "untrusted"',
    'sandbox_mode = "danger-full-access"',
    'allow_login_shell = false',
    providerToml(modelUrl),
    ...(withMcp
      ? [
          '[mcp_servers.effects]',
          `command = ${JSON.stringify(process.execPath)}`,
          `args = ${JSON.stringify(server)}`,
          'default_tools_approval_mode = "approve"',
        ]
      : []),
  ]
  writeFileSync(join(home, 'config.toml'), `${config.join('\n')}\n`, { mode: 0o600 })
  const rule = `prefix_rule(pattern=[${JSON.stringify(programs.note)}], decision="allow")\n`
  writeFileSync(join(home, 'rules/chaos.rules'), rule, { mode: 0o600 })
  return {
    root,
    home,
    workspace,
    programs,
    told: createTold(join(root, 'told.jsonl')),
    env: { PATH: process.env['PATH'] ?? '', HOME: user, HEDDLE_HOME: home, LANG: 'C.UTF-8', MOCK_KEY: 'sk-chaos' },
    mirrors: new Map(),
    attempts: noAttempts(),
    reverted: new Set(),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
  }
}

/** Paths of all rollouts of a home, oldest first. */
export function rolloutPaths(home: string): string[] {
  const folders = ['sessions', 'archived_sessions'].map(name => join(home, name))
  return folders
    .flatMap(folder => namesIn(folder).map(name => join(folder, name)))
    .filter(path => path.endsWith('.jsonl'))
    .sort()
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch {
    return [] // not made yet
  }
}
