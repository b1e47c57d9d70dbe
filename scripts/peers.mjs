// The programs that tests compare Heddle with. They are large and no part of the product, so they have a folder of
// their own, which survives between runs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './child.mjs'
import { npmCommand } from './install.mjs'
import { inRoot } from './project.mjs'

const codexVersion = '0.169.0'

const mcpServersVersion = '2026.8.31'

/** The SDK asks for a Codex of its own version; the override keeps it from fetching a second one of 290 MB. */
const manifest = {
  name: 'heddle-test-peers',
  private: true,
  dependencies: {
    '@openai/codex': codexVersion,
    '@openai/codex-sdk': '0.163.0',
    '@modelcontextprotocol/server-everything': mcpServersVersion,
    '@modelcontextprotocol/server-filesystem': mcpServersVersion,
  },
  overrides: { '@openai/codex-sdk': { '@openai/codex': codexVersion } },
}

const folder = inRoot('.cache/peers')

/**
 * Makes sure the peers are installed.
 * @param {{ logPath?: string, timeoutMs?: number }} [options]
 * @returns {Promise<{ ok: boolean, note: string }>}
 */
export async function ensurePeers({ logPath, timeoutMs = 300_000 } = {}) {
  const { HEDDLE_TEST_CODEX: codex, HEDDLE_TEST_CODEX_SDK: sdk } = process.env
  if (codex && sdk) return { ok: true, note: 'named by HEDDLE_TEST_CODEX and HEDDLE_TEST_CODEX_SDK' }
  const wanted = `${JSON.stringify(manifest, null, 2)}\n`
  const manifestPath = join(folder, 'package.json')
  // npm writes its own list last, so an install that was cut short is done again.
  const isComplete =
    existsSync(join(folder, 'node_modules/.package-lock.json')) &&
    existsSync(manifestPath) &&
    readFileSync(manifestPath, 'utf8') === wanted
  if (isComplete) return { ok: true, note: `Codex ${codexVersion} and the MCP servers are there` }

  mkdirSync(folder, { recursive: true })
  writeFileSync(manifestPath, wanted)
  const [command, ...first] = npmCommand()
  const flags = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts']
  const { code, timedOut } = await run(command, [...first, ...flags], {
    cwd: folder,
    env: plainEnv(),
    logPath,
    timeoutMs,
  })
  if (code === 0) return { ok: true, note: `installed Codex ${codexVersion} and the MCP servers` }
  // The next run shall try again, also when the tree is half there.
  writeFileSync(manifestPath, '')
  const why = timedOut ? `npm took longer than ${timeoutMs / 1000} s` : `npm exit code ${code}`
  return { ok: false, note: `not installed (${why}); tests that need them skip` }
}

/** Our environment without what `npm test` sets: settings of this project would redirect the install into it. */
export function plainEnv() {
  const isOurs = (/** @type {string} */ name) => /^npm_(package|lifecycle|config_local_prefix|command)/.test(name)
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)))
}
