import { configKeys } from '../../../core/config/keys.ts'
import type { ConfigKey } from '../../../core/config/keys.ts'
import { tomlLiteral } from '../../../core/config/tomlLiteral.ts'
import type { EditorCompletion, EditorCompletions, EditorHelp, EditorKnowledge } from '../../ui/editor/editing.ts'
import { t } from '../../ui/i18n/t.ts'

/** The line that an offset is in, and the table that the line belongs to. */
interface Spot {
  line: string
  /** Offset of the line's first character. */
  start: number
  table: string[]
}

const HEADER = /^\s*\[{1,2}([^\]]*)/
const PART = /"(?:\\.|[^"\\])*"?|'[^']*'?|[\w-]+/g

const partsOf = (key: string): string[] => (key.match(PART) ?? []).map(part => part.replace(/^["']|["']$/g, ''))

function spotOf(text: string, offset: number): Spot {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  const above = text.slice(0, start).split('\n')
  const header = above.findLast(line => HEADER.test(line))
  return {
    line: text.slice(start, end === -1 ? text.length : end),
    start,
    table: header === undefined ? [] : partsOf(HEADER.exec(header)?.[1] ?? ''),
  }
}

/** What is in a profile is known from the root of the configuration, of which it has a part. */
function schemaPath(path: readonly string[]): { path: readonly string[]; inProfile: boolean } {
  const inProfile = path[0] === 'profiles' && path.length >= 2
  return { path: inProfile ? path.slice(2) : path, inProfile }
}

const fits = (key: readonly string[], path: readonly string[]): boolean =>
  key.length === path.length && key.every((part, index) => part === '*' || part === path[index])

/** The keys right inside a table. */
function keysIn(table: readonly string[], isOverlay: boolean): ConfigKey[] {
  const { path, inProfile } = schemaPath(table)
  return configKeys().filter(
    key =>
      key.path.length === path.length + 1 &&
      fits(key.path.slice(0, -1), path) &&
      key.path.at(-1) !== '*' &&
      (key.inProfile || !(inProfile || isOverlay)),
  )
}

const keyAt = (path: readonly string[]): ConfigKey | undefined => {
  const wanted = schemaPath(path).path
  return configKeys().find(key => fits(key.path, wanted))
}

const sentence = ({ about, otherwise, default: fallback }: ConfigKey): string =>
  [about, otherwiseText(fallback, otherwise)].filter(Boolean).join(' ')

function otherwiseText(fallback: unknown, otherwise: string | undefined): string {
  if (fallback === undefined && otherwise === undefined) return ''
  const said = fallback === undefined ? '' : tomlLiteral(fallback)
  return t('If left out: {value}.', {
    value: [said, otherwise].filter(part => part !== '' && part !== undefined).join('; '),
  })
}

/** What an editor of configuration files knows. `isOverlay`: the file is one of a profile. */
export function tomlKnowledge(isOverlay: boolean): Required<EditorKnowledge> {
  return { complete: (text, offset) => complete(text, offset, isOverlay), help }
}

function complete(text: string, offset: number, isOverlay: boolean): EditorCompletions | null {
  const { line, start, table } = spotOf(text, offset)
  const before = line.slice(0, offset - start)
  if (/^\s*#/.test(before)) return null
  const header = /^\s*\[([\w.-]*)$/.exec(before)
  if (header) return { from: offset - (header[1] ?? '').length, options: tables(isOverlay) }
  const value = /^\s*([\w."'-]+)\s*=\s*("?[\w-]*)$/.exec(before)
  if (value) {
    const [, name = '', begun = ''] = value
    const found = valuesOf([...table, ...partsOf(name)], offset - begun.length)
    // The editor closes quotes by itself; a value comes with its own.
    return found && begun.startsWith('"') && text[offset] === '"' ? { ...found, to: offset + 1 } : found
  }
  const key = /^\s*(?:([\w-]+(?:\.[\w-]+)*)\.)?([\w-]*)$/.exec(before)
  if (!key) return null
  const options = keysIn([...table, ...partsOf(key[1] ?? '')], isOverlay).map(keyOption)
  return { from: offset - (key[2] ?? '').length, options }
}

const keyOption = (key: ConfigKey): EditorCompletion => ({
  text: key.path.at(-1) ?? '',
  detail: key.type === 'enum' ? t('one of') : key.type,
  about: sentence(key),
})

const tables = (isOverlay: boolean): EditorCompletion[] =>
  configKeys()
    .filter(({ type, path, inProfile }) => type === 'table' && !path.includes('*') && (inProfile || !isOverlay))
    .map(key => ({ text: key.path.join('.'), detail: t('table'), about: key.about }))

function valuesOf(path: readonly string[], from: number): EditorCompletions | null {
  const key = keyAt(path)
  if (!key) return null
  const all = key.type === 'boolean' ? [true, false] : (key.values ?? [])
  const options = all.map((value): EditorCompletion => ({
    text: tomlLiteral(value),
    ...(value === key.default ? { detail: t('default') } : {}),
  }))
  return options.length === 0 ? null : { from, options }
}

/** Help for the key or the header that an offset is in. */
function help(text: string, offset: number): EditorHelp | null {
  const { line, start, table } = spotOf(text, offset)
  const header = HEADER.exec(line)
  const written = header ? (header[1] ?? '') : (/^\s*([\w."'-]+)\s*=/.exec(line)?.[1] ?? '')
  const from = start + line.indexOf(written)
  if (written === '' || offset < from || offset > from + written.length) return null
  const path = header ? partsOf(written) : [...table, ...partsOf(written)]
  const key = keyAt(path)
  if (!key) return null
  const values = key.values ? t('One of {values}.', { values: key.values.map(tomlLiteral).join(', ') }) : ''
  const about = [key.about, values, otherwiseText(key.default, key.otherwise)].filter(part => part !== '')
  return { from, to: from + written.length, title: path.join('.'), about }
}
