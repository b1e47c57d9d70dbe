import { configKeys } from './keys.ts'
import type { ConfigKey } from './keys.ts'
import { projectMay } from './restrict.ts'
import { tomlKey, tomlLiteral } from './tomlLiteral.ts'

/** All keys as Markdown, a section for each table. */
export function configReference(): string {
  const sections = new Map<string, ConfigKey[]>()
  for (const key of configKeys()) {
    if (hasOwnSection(key)) continue
    const table = nameOf(key.path.slice(0, -1))
    sections.set(table, [...(sections.get(table) ?? []), key])
  }
  const about = new Map(configKeys().map(({ path, about: text }) => [nameOf(path), text]))
  return [...sections]
    .map(([table, keys]) => {
      const title = table === '' ? '### Top level' : `### \`[${table}]\``
      const rows = keys.map(rowOf).join('\n')
      const said = about.get(table) ?? about.get(table.replace(/\.<name>$/, '')) ?? ''
      return `${title}\n\n${said === '' ? '' : `${said}\n\n`}| key | value | default | project | meaning |\n|---|---|---|---|---|\n${rows}\n`
    })
    .join('\n')
}

/** A table that has known keys is told of by those. */
const hasOwnSection = ({ path, type }: ConfigKey): boolean =>
  (type === 'table' || type === 'list') &&
  configKeys().some(other => other.path.length > path.length && path.every((part, index) => other.path[index] === part))

const nameOf = (path: readonly string[]): string =>
  path.map(part => (part === '*' ? '<name>' : tomlKey([part]))).join('.')

const PROJECTS = { set: 'sets it', tighten: 'tightens it', ask: 'you are asked', nothing: '' }

function rowOf({ path, type, values, default: fallback, otherwise, stage, about, inProfile }: ConfigKey): string {
  const value = values ? values.map(each => `\`${each}\``).join(', ') : TYPES[type]
  const counts = [fallback === undefined ? '' : `\`${tomlLiteral(fallback)}\``, otherwise ?? ''].filter(
    part => part !== '',
  )
  const notes = [stage === 'stable' ? '' : ` (${stage})`, inProfile ? '' : ' Not in profiles.']
  const cells = [`\`${path.at(-1)}\``, value, counts.join('; '), PROJECTS[projectMay(path)], about + notes.join('')]
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

const TYPES: Readonly<Record<ConfigKey['type'], string>> = {
  string: 'text',
  number: 'number',
  boolean: '`true`, `false`',
  enum: '',
  strings: 'list of texts',
  map: 'table of texts',
  table: 'tables',
  list: 'list of tables',
  any: 'its own form',
}
