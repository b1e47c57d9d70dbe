import type { ConfigEdit, ConfigLeaf, ConfigOrigin, ConfigTarget, Profile } from '../../../contract/config.ts'
import { NO_PROFILE } from '../../state/profilesPlace.ts'
import type { ValueEdit } from '../../state/profilesPlace.ts'
import { baseName, number } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'

/** Values of a configuration by dotted key. */
export type Leaves = ReadonlyMap<string, ConfigLeaf>

export const idOf = (path: readonly string[]): string => path.join('.')

export const leavesById = (leaves: readonly ConfigLeaf[]): Leaves =>
  new Map(leaves.map(leaf => [idOf(leaf.path), leaf]))

/** What is known of a value while it is edited. */
export interface ShownValue {
  /** Undefined where nothing says anything. */
  value: unknown
  /** Null for a value that is edited and not saved. */
  origin: ConfigOrigin | null
  /** Why it is not what the highest layer asks for. */
  constraint: string | null
  /** Whether this very profile sets it, as it would be saved. */
  isOwn: boolean
  isEdited: boolean
}

/** The layer that a profile is in provenance. */
export const layerOf = (profile: string): string => (profile === NO_PROFILE ? 'user' : `profile ${profile}`)

const BY_DEFAULT: ConfigOrigin = { layer: 'default', file: null, line: null, column: null }

/** A value with the edits of a profile over what is on disk. */
export function shown(
  leaf: ConfigLeaf | undefined,
  edit: ValueEdit | undefined,
  profile: string,
  fallback?: unknown,
): ShownValue {
  const layer = layerOf(profile)
  if (edit?.value !== undefined)
    return { value: edit.value, origin: null, constraint: null, isOwn: true, isEdited: true }
  if (!leaf) return { value: fallback, origin: BY_DEFAULT, constraint: null, isOwn: false, isEdited: false }
  const { value, origin, constraint, below } = leaf
  if (!edit) return { value, origin, constraint, isOwn: setsIt(leaf, layer), isEdited: false }
  // Taken out: what is below counts, unless something above this profile says otherwise anyway.
  if (origin.layer !== layer) return { value, origin, constraint, isOwn: false, isEdited: true }
  const next = below.find(each => each.origin.layer !== layer)
  return { value: next?.value, origin: next?.origin ?? BY_DEFAULT, constraint: null, isOwn: false, isEdited: true }
}

const setsIt = ({ origin, below }: ConfigLeaf, layer: string): boolean =>
  [origin, ...below.map(each => each.origin)].some(each => each.layer === layer)

/** The edits with one more. One that says what is on disk already is none. */
export function withEdit(
  edits: readonly ValueEdit[],
  edit: ValueEdit,
  leaf: ConfigLeaf | undefined,
  profile: string,
): readonly ValueEdit[] {
  const others = edits.filter(({ path }) => idOf(path) !== idOf(edit.path))
  const own = leaf && ownValue(leaf, layerOf(profile))
  return isEqual(own, edit.value) ? others : [...others, edit]
}

/** What a layer itself says. */
function ownValue({ value, origin, below, constraint }: ConfigLeaf, layer: string): unknown {
  if (origin.layer === layer && constraint === null) return value
  return below.find(each => each.origin.layer === layer)?.value
}

export const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

export interface TargetEdits {
  target: ConfigTarget
  edits: ConfigEdit[]
}

/**
 * What has to be written where: a profile can be a table of `config.toml`, a file of its own, or both. New values of one
 * that is both go to the file, which counts; a value is taken out wherever it stands.
 */
export function targetsOf(profile: Profile | null, leaves: Leaves, edits: readonly ValueEdit[]): TargetEdits[] {
  if (profile === null) return edits.length === 0 ? [] : [{ target: { type: 'user' }, edits: edits.map(editOf) }]
  const { name, kind, file } = profile
  const inTable = ({ path, value }: ValueEdit) => editOf({ path: ['profiles', name, ...path], value })
  const standsInTable = ({ path }: ValueEdit) => {
    const leaf = leaves.get(idOf(path))
    const own = leaf && [leaf, ...leaf.below].filter(({ origin }) => origin.layer === layerOf(name))
    return own?.some(({ origin }) => origin.file === file) === true
  }
  const table = edits.filter(
    edit => kind === 'table' || (kind === 'both' && edit.value === undefined && standsInTable(edit)),
  )
  const overlay = edits.filter(() => kind !== 'table')
  const all: TargetEdits[] = [
    { target: { type: 'user' }, edits: table.map(inTable) },
    { target: { type: 'profile', name }, edits: overlay.map(editOf) },
  ]
  return all.filter(target => target.edits.length > 0)
}

const editOf = ({ path, value }: ValueEdit): ConfigEdit =>
  value === undefined ? { path: [...path] } : { path: [...path], value }

/** A value as people read it. */
export function valueText(value: unknown): string {
  if (value === undefined) return t('not set')
  if (value === '' || (Array.isArray(value) && value.length === 0)) return t('nothing')
  if (typeof value === 'boolean') return value ? t('on') : t('off')
  if (typeof value === 'number') return number(value)
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every(each => typeof each === 'string')) return value.join(', ')
  return JSON.stringify(value)
}

/** A place in a file, short: `config.toml:12`, of a project `.heddle/config.toml:3`. Null where there is none. */
export function placeText({ layer, file, line }: ConfigOrigin): string | null {
  if (file === null) return null
  const name = layer === 'project' ? file.split('/').slice(-2).join('/') : baseName(file)
  return line === null ? name : `${name}:${line}`
}

/** The file that a profile is edited in as text, by the name that its draft is kept under. */
export const fileKey = (profile: Profile | null): string =>
  profile === null || profile.kind === 'table' ? NO_PROFILE : profile.name

/** The profile whose text editor shows a place, seen from one profile; null for files that are not edited here. */
export function editorOf({ layer, file, line }: ConfigOrigin, profile: Profile | null): string | null {
  if (file === null || line === null || !(layer === 'user' || layer.startsWith('profile '))) return null
  const own = /([\w.-]+)\.config\.toml$/.exec(baseName(file))?.[1]
  if (own !== undefined) return own
  return fileKey(profile) === NO_PROFILE ? (profile?.name ?? NO_PROFILE) : NO_PROFILE
}

/** The colour of a layer's mark. */
export function layerTone(layer: string): 'default' | 'user' | 'project' | 'profile' | 'above' {
  if (layer === 'default' || layer === 'user' || layer === 'project') return layer
  if (layer.startsWith('profile ')) return 'profile'
  return layer === 'system' ? 'user' : 'above'
}

type Values = Readonly<Record<string, unknown>>

const isText = (part: unknown): part is string => typeof part === 'string'

/** The line about a profile below its name: what answers, or what it may do. `base` is what counts without it. */
export function summaryOf(values: Values, base: Values): string {
  const { model_provider: provider, model, model_reasoning_effort: effort, sandbox_mode, approval_policy } = values
  const answers = [provider, model, effort].some(isText)
    ? [provider, model ?? base.model, effort ?? base.model_reasoning_effort].filter(isText)
    : []
  const said = answers.length > 0 ? answers : [sandbox_mode, approval_policy].filter(isText)
  return said.length > 0 ? said.join(' · ') : t('nothing of its own yet')
}
