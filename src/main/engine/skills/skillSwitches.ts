import { isDeepStrictEqual } from 'node:util'
import { parse } from 'smol-toml'
import { tomlLiteral } from '../../../core/config/tomlLiteral.ts'
import type { TomlValue } from '../../../core/config/tomlLiteral.ts'

interface Entry {
  path?: string
  name?: string
  enabled?: boolean
}

/** Changes one value of a text in TOML; null where that cannot be done without touching something else. */
type EditValue = (text: string, edit: { path: string[]; value: TomlValue }) => string | null

const HEADER = /^[ \t]*\[\[[ \t]*skills[ \t]*\.[ \t]*config[ \t]*\]\][ \t]*(?:#.*)?$/
const ANY_HEADER = /^[ \t]*\[/
const ENABLED = /^([ \t]*enabled[ \t]*=[ \t]*)(?:true|false)/

/**
 * A configuration in which a skill is switched on or off by its path, and everything else stays as its owner wrote it.
 * Null where no way is known to write that. Throws the parser's error for a text that does not parse.
 */
export function switchSkill(text: string, path: string, enabled: boolean, editValue: EditValue): string | null {
  const before = entriesIn(text)
  const at = before.findLastIndex(entry => entry.path === path)
  if (at >= 0 && (before[at]?.enabled ?? true) === enabled) return text
  const intended = at < 0 ? [...before, { path, enabled }] : before.with(at, { ...before[at], enabled })
  const lines = text.split('\n')
  const headers = lines.flatMap((line, index) => (HEADER.test(line) ? [index] : []))
  const written =
    headers.length !== before.length
      ? editValue(text, { path: ['skills', 'config'], value: intended.map(entry => ({ ...entry })) })
      : at < 0
        ? withBlock(text, path, enabled)
        : withSwitch(lines, headers[at] ?? 0, enabled)
  return written !== null && isDeepStrictEqual(plain(entriesIn(written)), plain(intended)) ? written : null
}

const plain = (entries: readonly Entry[]): unknown => structuredClone(entries)

function entriesIn(text: string): Entry[] {
  const { skills } = parse(text.replace(/^\uFEFF/, '')) as { skills?: { config?: Entry[] } }
  return (skills?.config ?? []).map(entry => ({ ...entry }))
}

function withBlock(text: string, path: string, enabled: boolean): string {
  const gap = text === '' ? '' : text.endsWith('\n') ? '\n' : '\n\n'
  return `${text}${gap}[[skills.config]]\npath = ${tomlLiteral(path)}\nenabled = ${enabled}\n`
}

function withSwitch(lines: readonly string[], header: number, enabled: boolean): string {
  const next = lines.findIndex((line, at) => at > header && ANY_HEADER.test(line))
  const end = next < 0 ? lines.length : next
  const at = lines.findIndex((line, index) => index > header && index < end && ENABLED.test(line))
  if (at < 0) return lines.toSpliced(header + 1, 0, `enabled = ${enabled}`).join('\n')
  return lines.with(at, lines[at]?.replace(ENABLED, `$1${enabled}`) ?? '').join('\n')
}
