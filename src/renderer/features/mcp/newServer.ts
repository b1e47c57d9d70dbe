import { NewMcpServer } from '../../../contract/mcp.ts'
import { t } from '../../ui/i18n/t.ts'
import { joinWords, splitWords } from '../../ui/words.ts'

/** What the form holds: everything as it is typed. */
export interface ServerForm {
  name: string
  kind: 'command' | 'url'
  /** The command with its arguments, as in a shell. */
  line: string
  /** `NAME=value`, or only `NAME` to pass on a variable of this machine; one a line. */
  variables: string
  url: string
  tokenVariable: string
}

export const EMPTY_FORM: ServerForm = { name: '', kind: 'command', line: '', variables: '', url: '', tokenVariable: '' }

export interface Template {
  id: string
  name: string
  about: string
  form: Partial<ServerForm>
}

/** Servers that many people use. `folder` is put where a server wants one. */
export const templatesFor = (folder: string): readonly Template[] => [
  {
    id: 'filesystem',
    name: t('Filesystem'),
    about: t('Files of a folder'),
    form: { name: 'filesystem', line: `npx -y @modelcontextprotocol/server-filesystem ${joinWords([folder])}` },
  },
  {
    id: 'fetch',
    name: t('Fetch'),
    about: t('Web pages as text'),
    form: { name: 'fetch', line: 'uvx mcp-server-fetch' },
  },
  {
    id: 'git',
    name: t('Git'),
    about: t('A repository’s history'),
    form: { name: 'git', line: `uvx mcp-server-git --repository ${joinWords([folder])}` },
  },
  {
    id: 'memory',
    name: t('Memory'),
    about: t('Notes that last'),
    form: { name: 'memory', line: 'npx -y @modelcontextprotocol/server-memory' },
  },
  {
    id: 'everything',
    name: t('Everything'),
    about: t('One of each, to try things'),
    form: { name: 'everything', line: 'npx -y @modelcontextprotocol/server-everything' },
  },
  {
    id: 'remote',
    name: t('Remote'),
    about: t('A server at a URL'),
    form: { kind: 'url', url: 'https://' },
  },
]

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

export type Problems = Partial<Record<keyof ServerForm, string>>

/** The server that a form describes, and what is wrong in it, by field. */
export function readForm(form: ServerForm, taken: readonly string[]): { server: NewMcpServer; problems: Problems } {
  const problems: Problems = {}
  const { env, envVars, problem } = readVariables(form.variables)
  const [command = '', ...args] = splitWords(form.line)
  const token = form.tokenVariable.trim()
  const server: NewMcpServer =
    form.kind === 'command'
      ? {
          name: form.name,
          command,
          ...(args.length > 0 ? { args } : {}),
          ...(Object.keys(env).length > 0 ? { env } : {}),
          ...(envVars.length > 0 ? { envVars } : {}),
        }
      : { name: form.name, url: form.url.trim(), ...(token === '' ? {} : { bearerTokenEnvVar: token }) }

  if (form.name === '') problems.name = t('Give it a name.')
  else if (!NewMcpServer.shape.name.safeParse(form.name).success)
    problems.name = t('Letters, digits, - and _, at most 64.')
  else if (taken.includes(form.name)) problems.name = t('There is a server of this name.')
  if (form.kind === 'command') {
    if (command === '') problems.line = t('Say which program starts it.')
    if (problem !== null) problems.variables = problem
  } else {
    const wrong = urlProblem(form.url.trim())
    if (wrong !== null) problems.url = wrong
    if (token !== '' && !VARIABLE.test(token))
      problems.tokenVariable = t('The name of a variable, not the token itself.')
  }
  return { server, problems }
}

function readVariables(text: string): { env: Record<string, string>; envVars: string[]; problem: string | null } {
  const env: Record<string, string> = {}
  const envVars: string[] = []
  let problem: string | null = null
  for (const line of text.split('\n').map(each => each.trim())) {
    if (line === '') continue
    const at = line.indexOf('=')
    const name = at < 0 ? line : line.slice(0, at)
    if (!VARIABLE.test(name)) problem ??= t('“{name}” is no name of a variable.', { name })
    else if (at < 0) envVars.push(name)
    else env[name] = line.slice(at + 1)
  }
  return { env, envVars, problem }
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

function urlProblem(text: string): string | null {
  if (!URL.canParse(text)) return t('A whole address, such as https://example.com/mcp.')
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '')
    return t('Leave the password out: name a variable that holds a token instead.')
  if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))) return null
  return t('https, or http on this machine.')
}

/** How the server will stand in the configuration. */
export function tomlOf(server: NewMcpServer): string {
  const lines = [`[mcp_servers.${server.name}]`]
  const add = (key: string, value: string | undefined) => value !== undefined && lines.push(`${key} = ${value}`)
  add('command', server.command === undefined ? undefined : text(server.command))
  add('args', server.args && list(server.args))
  add('env_vars', server.envVars && list(server.envVars))
  add('url', server.url === undefined ? undefined : text(server.url))
  add('bearer_token_env_var', server.bearerTokenEnvVar === undefined ? undefined : text(server.bearerTokenEnvVar))
  if (server.env) {
    lines.push('', `[mcp_servers.${server.name}.env]`)
    for (const [name, value] of Object.entries(server.env)) add(name, text(value))
  }
  return lines.join('\n')
}

/** A TOML basic string: JSON's escapes are a part of TOML's, but for DEL, which JSON leaves as it is. */
const text = (value: string): string => JSON.stringify(value).replaceAll('\u007f', '\\u007F')
const list = (values: readonly string[]): string => `[${values.map(text).join(', ')}]`
