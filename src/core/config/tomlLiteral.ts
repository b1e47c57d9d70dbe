/** What can be written into a configuration. */
export type TomlValue =
  string | number | bigint | boolean | readonly TomlValue[] | { readonly [key: string]: TomlValue }

/** A value as TOML on one line. */
export function tomlLiteral(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number' && !Number.isFinite(value))
    return String(value).replace('Infinity', 'inf').toLowerCase()
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return `[${value.map(tomlLiteral).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const pairs = Object.entries(value).map(([key, inner]) => `${tomlKey([key])} = ${tomlLiteral(inner)}`)
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
}

/** A dotted key, quoted where it must be. */
export const tomlKey = (path: readonly string[]): string =>
  path.map(part => (/^[\w-]+$/.test(part) ? part : quoted(part))).join('.')

// JSON's escapes are TOML's; only the last control character is not one of JSON's.
const quoted = (text: string): string => JSON.stringify(text).replaceAll('\u007f', '\\u007f')
