import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { originText } from '../core/config/merge.ts'
import { tomlKey } from '../core/config/tomlLiteral.ts'
import type { TomlValue } from '../core/config/tomlLiteral.ts'
import { readServers } from '../core/mcp/servers.ts'
import type { McpServer } from '../core/mcp/servers.ts'
import { createConfigFile } from './engine/config/configFile.ts'
import { loadConfig } from './engine/config/load.ts'
import { createMcp } from './engine/mcp/mcp.ts'
import { createMcpTokens } from './engine/mcp/tokens.ts'
import { version } from './engine/version.ts'

const HELP = `Lists and changes the MCP servers of your configuration.

Usage: heddle mcp list [--json]
       heddle mcp add NAME [--env NAME=VALUE]... -- COMMAND [ARGUMENT]...
       heddle mcp add NAME --url URL [--bearer-token-env-var VARIABLE]
       heddle mcp remove NAME
       heddle mcp login NAME
       heddle mcp logout NAME

  --env NAME=VALUE             a variable to set for the server; can be repeated
  --url URL                    address of a server that speaks streamable HTTP
  --bearer-token-env-var NAME  variable that holds the token for it
  --json                       print the servers as JSON
  -h, --help                   show this text`

/** What the command reads and writes; a test brings its own. */
export interface Terminal {
  environment: Readonly<Record<string, string | undefined>>
  stdout: { write(text: string): unknown }
  stderr: { write(text: string): unknown }
}

/** A command line that makes no sense, or a server that is not there. */
class Refused extends Error {}
/** What was wanted makes sense and did not work. */
class NotDone extends Error {}

const options = {
  json: { type: 'boolean' },
  env: { type: 'string', multiple: true },
  url: { type: 'string' },
  'bearer-token-env-var': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/** `heddle mcp`. Returns the exit code: 0, 1 when it could not be done, or 2 for a command line that makes no sense. */
export async function mcpCommand(
  args: string[],
  terminal: Terminal = { environment: process.env, stdout: process.stdout, stderr: process.stderr },
): Promise<number> {
  const { environment, stdout, stderr } = terminal
  let parsed
  try {
    parsed = parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    stderr.write(`error: ${error instanceof Error ? error.message : error}\n`)
    return 2
  }
  const { values, positionals } = parsed
  const [verb, name, ...program] = positionals
  if (values.help || verb === undefined) {
    stdout.write(HELP + '\n')
    return values.help ? 0 : 2
  }
  const userHome = environment.HOME || homedir()
  const home = resolve(environment.HEDDLE_HOME || join(userHome, '.heddle'))
  const at = { ...terminal, home, userHome }
  try {
    if (verb === 'list') await list(at, values.json === true)
    else if (!Object.hasOwn(verbs, verb)) throw new Refused(`there is no "heddle mcp ${verb}"`)
    else if (name === undefined) throw new Refused('the name of the server is missing')
    else await verbs[verb as keyof typeof verbs](at, name, { ...values, program })
    return 0
  } catch (error) {
    if (error instanceof NotDone) {
      stderr.write(`error: ${error.message}\n`)
      return 1
    }
    if (!(error instanceof Refused)) throw error
    stderr.write(`error: ${error.message}. "heddle mcp --help" shows how.\n`)
    return 2
  }
}

interface At extends Terminal {
  home: string
  userHome: string
}

interface Given {
  env?: string[]
  url?: string
  'bearer-token-env-var'?: string
  program: string[]
}

const verbs = { add, remove, login, logout }

async function configured({ home }: At): Promise<{ servers: McpServer[]; problems: string[] }> {
  const { values, origins, errors } = await loadConfig({ home })
  const { servers, problems } = readServers(values.mcp_servers ?? {}, key => originText(origins[key]))
  return { servers, problems: [...errors, ...problems] }
}

async function serverNamed(at: At, name: string): Promise<McpServer> {
  const { servers } = await configured(at)
  const server = servers.find(other => other.name === name)
  if (server) return server
  throw new Refused(
    `there is no MCP server "${name}"; configured are ${servers.map(({ name }) => name).join(', ') || 'none'}`,
  )
}

async function list(at: At, asJson: boolean): Promise<void> {
  const { servers, problems } = await configured(at)
  for (const problem of problems) at.stderr.write(`${problem}\n`)
  // Values of variables and headers may be secrets: their names say enough.
  const shown = servers.map(({ name, origin, enabled, transport }) => ({
    name,
    enabled,
    target: transport.type === 'stdio' ? [transport.command, ...transport.args].join(' ') : transport.url,
    origin,
  }))
  if (asJson) at.stdout.write(JSON.stringify(shown, null, 2) + '\n')
  else if (shown.length === 0) at.stdout.write('There are no MCP servers. "heddle mcp add" adds one.\n')
  else
    for (const { name, enabled, target, origin } of shown)
      at.stdout.write(`${name}  ${target}  ${enabled ? 'on' : 'off'}  (${origin})\n`)
}

async function add(at: At, name: string, given: Given): Promise<void> {
  const { url, env = [], program } = given
  const [command, ...args] = program
  if ((command === undefined) === (url === undefined)) throw new Refused('give either a command after -- or a --url')
  const { servers } = await configured(at)
  if (servers.some(server => server.name === name)) throw new Refused(`there is an MCP server "${name}" already`)
  const variables = env.map(pair => {
    const [, key, value] = /^([^=]+)=([^]*)$/.exec(pair) ?? []
    if (key === undefined || value === undefined) throw new Refused(`--env ${pair}: write it as NAME=VALUE`)
    return [key, value] as const
  })
  const token = given['bearer-token-env-var']
  const value: Record<string, TomlValue> = {
    ...(command === undefined ? {} : { command, args }),
    ...(url === undefined ? {} : { url }),
    ...(token === undefined ? {} : { bearer_token_env_var: token }),
    ...(variables.length === 0 ? {} : { env: Object.fromEntries(variables) }),
  }
  const { problems } = readServers({ [name]: value }, () => 'the command line')
  if (problems[0] !== undefined) throw new Refused(problems[0].replace(/\.$/, ''))
  await createConfigFile(join(at.home, 'config.toml')).set(['mcp_servers', name], value)
  at.stdout.write(`Added [${tomlKey(['mcp_servers', name])}] to ${join(at.home, 'config.toml')}.\n`)
}

async function remove(at: At, name: string): Promise<void> {
  await serverNamed(at, name)
  await createConfigFile(join(at.home, 'config.toml')).remove(['mcp_servers', name])
  at.stdout.write(`Removed ${name}.\n`)
}

const tokensPath = ({ home }: At): string => join(home, 'mcp_tokens.json')

async function login(at: At, name: string): Promise<void> {
  const server = await serverNamed(at, name)
  const { environment, userHome, home } = at
  const callbackPort = (await loadConfig({ home })).values.mcp_oauth_callback_port
  const mcp = createMcp({
    servers: [server],
    environment,
    userHome,
    version,
    tokensPath: tokensPath(at),
    callbackPort,
    newId: () => '',
    descendants: () => [],
  })
  try {
    const { url, done } = await mcp.signIn(name)
    if (url !== null) at.stdout.write(`Open this page in your browser:\n\n  ${url}\n\n`)
    await done
    at.stdout.write(`You are signed in to ${name}.\n`)
  } catch (error) {
    throw new NotDone(error instanceof Error ? error.message : String(error))
  } finally {
    await mcp.dispose()
  }
}

async function logout(at: At, name: string): Promise<void> {
  const { transport } = await serverNamed(at, name)
  if (transport.type !== 'http') throw new Refused(`${name} runs on this machine; there is nothing to sign out of`)
  await createMcpTokens(tokensPath(at)).remove(name, transport.url)
  at.stdout.write(`You are signed out of ${name}.\n`)
}
