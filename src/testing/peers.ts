import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Where a real program that tests compare with is, or why they cannot. */
export type Peer = { path: string } | { missing: string }

const PEERS = resolve(import.meta.dirname, '../../.cache/peers/node_modules/@openai')
const HOW_TO_GET = 'install it with: npm install --prefix .cache/peers @openai/codex @openai/codex-sdk'

/** The executable of the real Codex: HEDDLE_TEST_CODEX, or the npm package of this platform in `.cache/peers`. */
export function realCodex(): Peer {
  const named = process.env['HEDDLE_TEST_CODEX']
  if (named) return existsSync(named) ? { path: named } : { missing: `HEDDLE_TEST_CODEX names no file: ${named}` }
  const vendor = join(PEERS, `codex-${process.platform}-${process.arch}`, 'vendor')
  const executable = process.platform === 'win32' ? 'codex.exe' : 'codex'
  const targets = existsSync(vendor) ? readdirSync(vendor) : []
  const found = targets.map(target => join(vendor, target, 'bin', executable)).find(path => existsSync(path))
  return found
    ? { path: found }
    : { missing: `no Codex for ${process.platform}-${process.arch} in .cache/peers; ${HOW_TO_GET}` }
}

/** The module of the real Codex SDK: HEDDLE_TEST_CODEX_SDK, or the npm package in `.cache/peers`. */
export function realSdk(): Peer {
  const named = process.env['HEDDLE_TEST_CODEX_SDK']
  if (named) return existsSync(named) ? { path: named } : { missing: `HEDDLE_TEST_CODEX_SDK names no file: ${named}` }
  const path = join(PEERS, 'codex-sdk', 'dist', 'index.js')
  return existsSync(path) ? { path } : { missing: `no Codex SDK in .cache/peers; ${HOW_TO_GET}` }
}

/** A reference server of the Model Context Protocol, e.g. `everything`: an npm package in `.cache/peers`. */
export function realMcpServer(name: string): Peer {
  const path = resolve(PEERS, '../@modelcontextprotocol', `server-${name}`, 'dist', 'index.js')
  return existsSync(path)
    ? { path }
    : {
        missing: `no MCP server ${name} in .cache/peers; install it with: npm install --prefix .cache/peers @modelcontextprotocol/server-${name}`,
      }
}
