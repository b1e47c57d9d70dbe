import { isMap, isScalar, isSeq, parseDocument, stringify, visit } from 'yaml'
import type { Document, Pair, YAMLMap } from 'yaml'

/** The head of a skill file between its `---` lines, and where it and the text below it stand. */
interface Head {
  /** Offsets of the YAML: behind the first `---` line, before the last. */
  from: number
  to: number
  bodyFrom: number
}

const HEAD = /^\uFEFF?---[ \t]*\r?\n((?:[\s\S]*?\r?\n)??)---[ \t]*(?:\r?\n|$)/

/** Where the frontmatter of a text stands; null where it has none. */
export function headOf(text: string): Head | null {
  const match = HEAD.exec(text)
  if (!match) return null
  const yaml = match[1] ?? ''
  const from = match[0].indexOf('\n') + 1
  return { from, to: from + yaml.length, bodyFrom: match[0].length }
}

/** What stands below the frontmatter. */
export function bodyOf(text: string): string {
  const head = headOf(text)
  return head ? text.slice(head.bodyFrom) : text
}

/** What the form shows of a file's frontmatter. An absent field is empty. */
export interface SkillFields {
  name: string
  description: string
  shortDescription: string
  allowedTools: readonly string[]
  mcpTools: readonly string[]
  interface: string
}

export type FieldName = keyof SkillFields

/** Where a field stands. */
const PLACES: Readonly<Record<FieldName, { in?: string; name: string }>> = {
  name: { name: 'name' },
  description: { name: 'description' },
  shortDescription: { in: 'metadata', name: 'short-description' },
  allowedTools: { name: 'allowed_tools' },
  mcpTools: { name: 'mcp_tools' },
  interface: { name: 'interface' },
}

/** The fields of a file; null where its frontmatter is no YAML that a form could change. */
export function readFields(text: string): SkillFields | null {
  const yaml = parsed(yamlOf(text))
  if (!yaml) return null
  const string = (field: FieldName) => textOf(placeOf(yaml.map, field)?.pair.value)
  const list = (field: FieldName) => listOf(placeOf(yaml.map, field)?.pair.value)
  return {
    name: string('name'),
    description: string('description'),
    shortDescription: string('shortDescription'),
    allowedTools: list('allowedTools'),
    mcpTools: list('mcpTools'),
    interface: string('interface'),
  }
}

/**
 * A file with another value in a field. An empty text or list takes away what is not required. Everything else, comments and
 * unknown keys too, stays as it is to the byte. A file whose frontmatter `readFields` cannot read stays as it is.
 */
export function editField(text: string, field: FieldName, value: string | readonly string[]): string {
  const isOfWindows = text.includes('\r\n') && !/[^\r]\n/.test(text)
  if (!isOfWindows) return editPlain(text, field, value)
  return editPlain(text.replaceAll('\r\n', '\n'), field, value).replaceAll('\n', '\r\n')
}

function editPlain(text: string, field: FieldName, value: string | readonly string[]): string {
  const yaml = yamlOf(text)
  const read = parsed(yaml)
  if (!read) return text
  const edited = edit(yaml, read, field, value)
  if (edited === yaml) return text
  const head = headOf(text)
  if (head) return text.slice(0, head.from) + edited + text.slice(head.to)
  return edited === '' ? text : `---\n${edited}---\n${text === '' ? '' : `\n${text}`}`
}

const yamlOf = (text: string): string => {
  const head = headOf(text)
  return head ? text.slice(head.from, head.to) : ''
}

interface Parsed {
  /** Null while there is nothing in it. */
  map: YAMLMap.Parsed | null
}

function parsed(yaml: string): Parsed | null {
  const document = parseDocument(yaml, { merge: false, uniqueKeys: true })
  if (document.errors.length > 0) return null
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === null)) return { map: null }
  return isMap(contents) && !hasAnchors(document) ? { map: contents } : null
}

/** Anchors reach beyond the place they stand at: a file that has them is for the text editor. */
function hasAnchors(document: Document.Parsed): boolean {
  let found = false
  visit(document, {
    Alias: () => ((found = true), visit.BREAK),
    Value: (_, { anchor }) => (anchor === undefined ? undefined : ((found = true), visit.BREAK)),
  })
  return found
}

interface Place {
  map: YAMLMap
  pair: Pair
}

/** Where a field stands now. */
function placeOf(root: YAMLMap | null, field: FieldName): Place | null {
  const { in: parent, name } = PLACES[field]
  const map = parent === undefined ? root : pairOf(root, parent)?.value
  if (!isMap(map)) return null
  const pair = pairOf(map, name)
  return pair ? { map, pair } : null
}

const pairOf = (map: unknown, name: string): Pair | undefined =>
  isMap(map) ? map.items.find(({ key }) => isScalar(key) && key.value === name) : undefined

const textOf = (node: unknown): string => (isScalar(node) && node.value !== null ? String(node.value) : '')

const listOf = (node: unknown): string[] =>
  isSeq(node) ? node.items.map(textOf).filter(item => item !== '') : wordsIn(textOf(node))

/** Tools in a line, between commas or blanks; one may say in brackets what of it: `exec_command(git diff:*)`. */
export const wordsIn = (text: string): string[] => [...text.matchAll(/[^\s,()]+(?:\([^)]*\))?/g)].map(([word]) => word)

/** Emptied they keep their place: whoever writes them anew finds them where they were. */
const REQUIRED: ReadonlySet<FieldName> = new Set(['name', 'description'])

function edit(yaml: string, { map: root }: Parsed, field: FieldName, value: string | readonly string[]): string {
  const { in: parent, name } = PLACES[field]
  const place = placeOf(root, field)
  const isGone = value.length === 0 && !REQUIRED.has(field)
  if (place) return isGone ? without(yaml, root, place, parent) : replaced(yaml, place, value)
  if (value.length === 0) return yaml
  if (parent === undefined) return appended(yaml, root, `${name}: ${inline(value)}`)
  const outer = pairOf(root, parent)
  if (!outer) return appended(yaml, root, `${parent}:\n  ${name}: ${inline(value)}`)
  return inMap(yaml, outer, `${name}: ${inline(value)}`)
}

/** A value on one line. */
function inline(value: string | readonly string[]): string {
  const options = { lineWidth: 0, defaultStringType: 'PLAIN', collectionStyle: 'flow' } as const
  if (typeof value !== 'string')
    return stringify([...value], { ...options, flowCollectionPadding: false }).replace(/\n$/, '')
  // A block scalar would need the indentation of its place.
  return /[\r\n]/.test(value) ? JSON.stringify(value) : stringify(value, options).replace(/\n$/, '')
}

const rangeOf = (node: unknown): readonly [number, number, number] | null =>
  typeof node === 'object' && node !== null && 'range' in node ? (node.range as [number, number, number] | null) : null

function replaced(yaml: string, place: Place, value: string | readonly string[]): string {
  const { map, pair } = place
  const byLine = typeof value === 'string' ? null : changedLines(yaml, place, value)
  if (byLine !== null) return byLine
  const range = rangeOf(pair.value)
  const key = rangeOf(pair.key)
  if (!key) return yaml
  // A list that was written as words in one string stays one.
  const kept =
    typeof value !== 'string' && isScalar(pair.value) && pair.value.value !== null
      ? value.join(separator(pair.value))
      : value
  const text = map.flow ? JSON.stringify(kept) : inline(kept)
  const colon = yaml.indexOf(':', key[1]) + 1
  if (!range || range[0] === range[1]) return `${yaml.slice(0, colon)} ${text}${yaml.slice(colon)}`
  const [start, end] = range
  // A block value begins on its own line and takes its last line break with it.
  const from = isSeq(pair.value) && !pair.value.flow ? colon : start
  const ended = yaml.slice(from, end)
  const tail = /[ \t]*(\r?\n)+$/.exec(ended)?.[0] ?? ''
  return `${yaml.slice(0, from)}${from === colon ? ' ' : ''}${text}${tail === '' ? '' : '\n'}${yaml.slice(end)}`
}

/** A list of one item a line, where items only went or came at its end: the lines of the others keep their comments. */
function changedLines(yaml: string, { pair }: Place, value: readonly string[]): string | null {
  if (!isSeq(pair.value) || pair.value.flow) return null
  const lines = pair.value.items.map(item => {
    const range = rangeOf(item)
    return { text: textOf(item), from: lineStart(yaml, range?.[0] ?? 0), to: lineEnd(yaml, range?.[1] ?? 0) }
  })
  const kept = lines.filter(({ text }) => value.includes(text))
  const added = value.slice(kept.length)
  const first = lines[0]
  const last = lines.at(-1)
  const isInOrder = kept.every(({ text }, index) => text === value[index])
  if (!isInOrder || !first || !last || kept.length === 0) return null
  const dash = `${/^[ \t]*/.exec(yaml.slice(first.from))?.[0] ?? ''}- `
  const between = lines.map((line, index) =>
    kept.includes(line) ? yaml.slice(line.from, lines[index + 1]?.from ?? line.to) : '',
  )
  const own = between.join('') + added.map(item => `${dash}${inline(item)}\n`).join('')
  return yaml.slice(0, first.from) + own + yaml.slice(last.to)
}

const lineStart = (yaml: string, at: number): number => yaml.lastIndexOf('\n', at - 1) + 1

const lineEnd = (yaml: string, at: number): number => {
  const end = yaml.indexOf('\n', at)
  return end === -1 ? yaml.length : end + 1
}

const separator = (node: unknown): string => (textOf(node).includes(',') ? ', ' : ' ')

function without(yaml: string, root: YAMLMap | null, place: Place, parent: string | undefined): string {
  const outer = parent === undefined ? undefined : pairOf(root, parent)
  const isLast = place.map.items.length === 1
  const pair = outer && isLast ? outer : place.pair
  if (place.map.flow && pair === place.pair) return withoutInFlow(yaml, place)
  const key = rangeOf(pair.key)
  if (!key) return yaml
  const end = (rangeOf(pair.value) ?? key)[1]
  const from = yaml.lastIndexOf('\n', key[0]) + 1
  const stop = yaml[end - 1] === '\n' ? end : yaml.indexOf('\n', end) + 1
  return yaml.slice(0, from) + (stop === 0 ? '' : yaml.slice(stop))
}

function withoutInFlow(yaml: string, { map, pair }: Place): string {
  const range = rangeOf(map)
  const key = rangeOf(pair.key)
  const end = (rangeOf(pair.value) ?? key)?.[1]
  if (!range || !key || end === undefined) return yaml
  const before = yaml.slice(range[0], key[0])
  const after = yaml.slice(end, range[1])
  const comma = /^\s*,\s*/.exec(after)
  const kept = comma ? before + after.slice(comma[0].length) : before.replace(/,\s*$/, '') + after
  return yaml.slice(0, range[0]) + kept + yaml.slice(range[1])
}

function appended(yaml: string, root: YAMLMap | null, line: string): string {
  if (root?.flow) return inFlow(yaml, root, line.includes('\n') ? null : line)
  const breakBefore = yaml === '' || yaml.endsWith('\n') ? '' : '\n'
  const indent = root?.items[0] ? indentOf(yaml, rangeOf(root.items[0].key)?.[0] ?? 0) : ''
  return `${yaml}${breakBefore}${line.replaceAll(/^/gm, indent)}\n`
}

/** A line within a map that is the value of a key, made where the key has none. */
function inMap(yaml: string, outer: Pair, line: string): string {
  const key = rangeOf(outer.key)
  if (!key) return yaml
  const map = outer.value
  if (isMap(map) && map.flow) return inFlow(yaml, map, line)
  const indent =
    isMap(map) && map.items[0] ? indentOf(yaml, rangeOf(map.items[0].key)?.[0] ?? 0) : `${indentOf(yaml, key[0])}  `
  if (isMap(map) || textOf(map) === '') {
    const lineEnd = yaml.indexOf('\n', key[1])
    const at = lineEnd === -1 ? yaml.length : lineEnd + 1
    return `${yaml.slice(0, at)}${indent}${line}\n${yaml.slice(at)}`
  }
  return yaml
}

function inFlow(yaml: string, map: YAMLMap, line: string | null): string {
  const range = rangeOf(map)
  if (!range || line === null) return yaml
  const at = range[1] - 1
  const colon = line.indexOf(': ')
  const entry = `${line.slice(0, colon)}: ${quoted(line.slice(colon + 2))}`
  const before = yaml.slice(0, at).trimEnd()
  const gap = yaml.slice(before.length, at)
  return `${before}${map.items.length > 0 ? ', ' : ''}${entry}${gap}${yaml.slice(at)}`
}

/** Plain words would end at the commas and brackets of a map on one line. */
const quoted = (value: string): string => (/^["'[]/.test(value) ? value : JSON.stringify(value))

const indentOf = (yaml: string, at: number): string =>
  /^[ \t]*/.exec(yaml.slice(yaml.lastIndexOf('\n', at - 1) + 1))?.[0] ?? ''
