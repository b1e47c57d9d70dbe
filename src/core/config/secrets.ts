import { isTable } from './merge.ts'

/** Stands in for a secret wherever a configuration is shown. */
export const HIDDEN = '(hidden)'

/** A name by which people keep secrets. */
const SECRET_NAME = /(?:^|[_.-])(?:api[_-]?key|key|token|secret|password|passwd|credentials?|authorization|cookie)s?$/i
/** Keys whose names sound like it and that hold names of variables, or words of the configuration itself. */
const NO_SECRETS =
  /^(?:env_key|bearer_token_env_var|env_http_headers|env_vars|mcp_oauth_credentials_store|include_only|exclude)$/
/** Tokens that services give out can be told by how they begin. */
const SECRET_VALUE =
  /\b(?:sk-[\w-]{8,}|gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{8,}|AKIA[A-Z\d]{12,}|AIza[\w-]{20,}|ey[\w-]{10,}\.[\w-]{10,}\.[\w-]*)|\b(?:Bearer|Basic)\s+\S+/g
const IN_ADDRESS = /(\b[a-z][a-z\d+.-]*:\/\/)[^\s/@]*:[^\s/@]*@/gi
const SECRET_OPTION = /^--?[\w-]*(?:key|token|secret|password)(?:=|$)/i

/** A value of the configuration as it may be shown: what looks like a secret, by its key or by itself, is hidden. */
export function withoutSecrets(value: unknown, path: readonly string[]): unknown {
  const name = path.at(-1) ?? ''
  if (path.some(part => NO_SECRETS.test(part))) return value
  if (typeof value === 'string') return SECRET_NAME.test(name) && value !== '' ? HIDDEN : shown(value)
  if (Array.isArray(value)) return value.map((each, index) => argument(each, value[index - 1], path))
  if (!isTable(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner, [...path, key])]))
}

/** One word of a command line, or an element of any other list. */
function argument(value: unknown, before: unknown, path: readonly string[]): unknown {
  if (typeof value !== 'string') return withoutSecrets(value, path)
  if (typeof before === 'string' && SECRET_OPTION.test(before) && !before.includes('=')) return HIDDEN
  return SECRET_OPTION.test(value) && value.includes('=')
    ? `${value.slice(0, value.indexOf('=') + 1)}${HIDDEN}`
    : withoutSecrets(value, path)
}

const shown = (text: string): string =>
  text.replace(SECRET_VALUE, HIDDEN).replace(IN_ADDRESS, (_, scheme: string) => `${scheme}${HIDDEN}@`)
