import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { heddleCommand } from './heddleCommand.ts'

export interface TempHome {
  /** Parent of everything, removed by `remove`. */
  root: string
  home: string
  workspace: string
  remove(): void
}

/** A home with a provider `mock` at `modelUrl`, and a workspace that is a git repository by its looks. */
export function tempHome(modelUrl: string, config = ''): TempHome {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-')))
  const home = join(root, 'home')
  const workspace = join(root, 'workspace')
  mkdirSync(join(workspace, '.git'), { recursive: true })
  writeFileSync(join(workspace, '.git/HEAD'), 'ref: refs/heads/main\n')
  mkdirSync(home, { mode: 0o700 })
  writeFileSync(join(home, 'config.toml'), `${providerToml(modelUrl)}\n${config}`, { mode: 0o600 })
  return { root, home, workspace, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** Configuration that Heddle and the real Codex both read. Top-level keys of one's own go before it. */
export const providerToml = (modelUrl: string) => `model = "gpt-5.5"
model_provider = "mock"
model_providers.mock = { name = "Mock", base_url = "${modelUrl}", env_key = "MOCK_KEY", wire_api = "responses" }
`

export interface Finished {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  /** `stdout` as JSON lines; lines that are none are left out. */
  lines: Record<string, unknown>[]
}

interface RunOptions {
  home: string
  cwd?: string
  env?: Record<string, string>
  input?: string
  /** A program, with its arguments, that is given the command line to start: a tracer. */
  wrap?: string[]
}

/** Starts `heddle` as a process of its own with an environment of its own. */
export function startHeddle(
  args: string[],
  { home, cwd, env, input, wrap = [] }: RunOptions,
): ChildProcess & { done: Promise<Finished> } {
  const command = [...wrap, ...heddleCommand, ...args]
  const child = spawn(command[0] ?? process.execPath, command.slice(1), {
    cwd,
    env: { PATH: process.env.PATH, HOME: home, HEDDLE_HOME: home, MOCK_KEY: 'sk-canary', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.on('error', () => undefined) // it may end before it reads
  child.stdin.end(input ?? '')
  const done = new Promise<Finished>(resolve => {
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr, lines: jsonLines(stdout) }))
  })
  return Object.assign(child, { done })
}

export const runHeddle = (args: string[], options: RunOptions): Promise<Finished> => startHeddle(args, options).done

export function jsonLines(text: string): Record<string, unknown>[] {
  return text.split('\n').flatMap(line => {
    try {
      const value: unknown = JSON.parse(line)
      return typeof value === 'object' && value !== null ? [{ ...value }] : []
    } catch {
      return [] // a line torn by a kill, or text for people
    }
  })
}
