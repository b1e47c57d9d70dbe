import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { McpServer } from '../core/mcp/servers.ts'
import { descendants } from '../main/engine/exec/processTree.ts'
import { createMcp } from '../main/engine/mcp/mcp.ts'
import type { Mcp, McpDeps } from '../main/engine/mcp/mcp.ts'

/** A server of the configuration with everything that a test does not care about. */
export const mcpServer = (name: string, over: Partial<McpServer> & Pick<McpServer, 'transport'>): McpServer => ({
  name,
  origin: 'config.toml:1',
  enabled: true,
  required: false,
  startupTimeoutMs: 10_000,
  toolTimeoutMs: 20_000,
  disabledTools: [],
  parallel: false,
  approvalMode: 'auto',
  toolApprovalModes: {},
  ...over,
})

/** A server that is a script, run by the Node that runs the tests. */
export const nodeServer = (
  name: string,
  script: string,
  args: string[] = [],
  over: Partial<McpServer> = {},
): McpServer =>
  mcpServer(name, {
    transport: { type: 'stdio', command: process.execPath, args: [script, ...args], env: {}, envVars: [] },
    ...over,
  })

/** The hostile server with one of its tricks. */
export const hostileServer = (trick: string, over: Partial<McpServer> = {}): McpServer =>
  nodeServer('hostile', resolve(import.meta.dirname, 'hostileMcpServer.mjs'), [trick], over)

export interface McpRig {
  mcp: Mcp
  home: string
  /** Resolves once a fact holds; looked at after every change. */
  until(holds: () => boolean): Promise<void>
  call(
    server: string,
    tool: string,
    args?: Record<string, unknown>,
    over?: Partial<Parameters<Mcp['call']>[0]>,
  ): ReturnType<Mcp['call']>
  close(): Promise<void>
}

/** Connections to servers in a home of their own. Attempts follow each other at once. */
export function mcpRig(servers: McpServer[], over: Partial<McpDeps> = {}): McpRig {
  const home = mkdtempSync(join(tmpdir(), 'heddle-mcp-'))
  let lastId = 0
  const mcp = createMcp({
    servers,
    environment: { PATH: process.env.PATH, HOME: home },
    userHome: home,
    version: '0.0.0',
    tokensPath: join(home, 'mcp_tokens.json'),
    newId: () => `id-${++lastId}`,
    descendants,
    backoffMs: () => 1,
    ...over,
  })
  return {
    mcp,
    home,
    until: holds =>
      new Promise(resolve => {
        const stops: (() => void)[] = []
        const look = (): void => {
          if (!holds()) return
          stops.forEach(stop => stop())
          resolve()
        }
        stops.push(mcp.watch(look), mcp.elicitations.watch(look))
        look()
      }),
    call: (server, tool, args = {}, more = {}) =>
      mcp.call({
        server,
        tool,
        args,
        signal: new AbortController().signal,
        threadId: 'thread-1',
        callId: 'call-1',
        outputTokenLimit: 10_000,
        ...more,
      }),
    async close() {
      await mcp.dispose()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** Whether a process is there and not only waits to be taken notice of. */
export function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}
