import { t } from '../../ui/i18n/t.ts'
/** One field of a server's form. The schema is a server's text: what does not fit becomes a plain text field. */
export type Field = { name: string; title: string; description: string | null; required: boolean } & (
  | { kind: 'text'; format: TextFormat | null; minLength: number; maxLength: number | null; byDefault: string }
  | { kind: 'number'; integer: boolean; minimum: number | null; maximum: number | null; byDefault: string }
  | { kind: 'flag'; byDefault: boolean }
  | { kind: 'choice'; options: Option[]; byDefault: string }
  | { kind: 'choices'; options: Option[]; byDefault: string[] }
)

export interface Option {
  value: string
  name: string
}

const FORMATS = ['email', 'uri', 'date', 'date-time'] as const
export type TextFormat = (typeof FORMATS)[number]

/** What a person has put into each field, by its name. */
export type Values = Readonly<Record<string, string | boolean | readonly string[]>>

type Schema = Readonly<Record<string, unknown>>

const MAX_FIELDS = 100

const object = (value: unknown): Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {}
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)

/** The fields of a flat JSON schema, in its order. */
export function fieldsOf(schema: unknown): Field[] {
  const { properties, required } = object(schema)
  const names = new Set(list(required))
  return Object.entries(object(properties))
    .slice(0, MAX_FIELDS)
    .map(([name, value]) => fieldOf(name, object(value), names.has(name)))
}

function fieldOf(name: string, schema: Schema, required: boolean): Field {
  const base = { name, title: text(schema.title) || name, description: text(schema.description), required }
  const options = optionsOf(schema)
  const byDefault = schema.default
  if (options.length > 0) return { ...base, kind: 'choice', options, byDefault: known(options, byDefault)[0] ?? '' }
  switch (schema.type) {
    case 'boolean':
      return { ...base, kind: 'flag', byDefault: byDefault === true }
    case 'number':
    case 'integer':
      return {
        ...base,
        kind: 'number',
        integer: schema.type === 'integer',
        minimum: number(schema.minimum),
        maximum: number(schema.maximum),
        byDefault: number(byDefault)?.toString() ?? '',
      }
    case 'array': {
      const items = optionsOf(object(schema.items))
      return { ...base, kind: 'choices', options: items, byDefault: known(items, ...list(byDefault)) }
    }
    default:
      return {
        ...base,
        kind: 'text',
        format: FORMATS.find(format => format === schema.format) ?? null,
        minLength: number(schema.minLength) ?? 0,
        maxLength: number(schema.maxLength),
        byDefault: text(byDefault) ?? '',
      }
  }
}

/** Choices, in the ways that servers write them: `enum` with `enumNames`, or constants with titles. */
function optionsOf(schema: Schema): Option[] {
  const names = list(schema.enumNames)
  const plain = list(schema.enum).flatMap((value, index) =>
    typeof value === 'string' ? [{ value, name: text(names[index]) || value }] : [],
  )
  const titled = [...list(schema.oneOf), ...list(schema.anyOf)].map(object).flatMap(option => {
    const value = text(option.const)
    return value === null ? [] : [{ value, name: text(option.title) || value }]
  })
  return [...plain, ...titled]
}

const known = (options: readonly Option[], ...values: readonly unknown[]): string[] =>
  values.filter((value): value is string => options.some(option => option.value === value))

export const firstValues = (fields: readonly Field[]): Values =>
  Object.fromEntries(fields.map(field => [field.name, field.byDefault]))

/** What is wrong with a value, as a sentence; null where it may be sent. */
export function problemOf(field: Field, value: Values[string] | undefined): string | null {
  if (field.kind === 'flag') return null
  const isEmpty = typeof value === 'string' ? value.trim() === '' : !Array.isArray(value) || value.length === 0
  if (isEmpty) return field.required ? t('This is required.') : null
  if (typeof value !== 'string') return null
  if (field.kind === 'number') return problemOfNumber(field, Number(value))
  return field.kind === 'text' ? problemOfText(field, value) : null
}

function problemOfNumber(field: Extract<Field, { kind: 'number' }>, value: number): string | null {
  if (!Number.isFinite(value)) return t('This must be a number.')
  if (field.integer && !Number.isInteger(value)) return t('This must be a whole number.')
  if (field.minimum !== null && value < field.minimum) return t('At least {minimum}.', { minimum: field.minimum })
  if (field.maximum !== null && value > field.maximum) return t('At most {maximum}.', { maximum: field.maximum })
  return null
}

const EXPECTED: Readonly<Record<TextFormat, [(text: string) => boolean, string]>> = {
  email: [value => /^[^\s@]+@[^\s@]+$/.test(value), t('This must be an e-mail address.')],
  uri: [value => URL.canParse(value), t('This must be a whole address, with https:// or the like.')],
  date: [value => /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)), t('Write it as 2026-11-21.')],
  'date-time': [value => !Number.isNaN(Date.parse(value)), t('This must be a date and a time.')],
}

function problemOfText(field: Extract<Field, { kind: 'text' }>, value: string): string | null {
  const { length } = [...value]
  if (length < field.minLength) return t('At least {minLength} characters.', { minLength: field.minLength })
  if (field.maxLength !== null && length > field.maxLength)
    return t('At most {maxLength} characters.', { maxLength: field.maxLength })
  if (field.format === null) return null
  const [fits, sentence] = EXPECTED[field.format]
  return fits(value) ? null : sentence
}

/** What a server is answered: flat values. */
export type Content = Record<string, string | number | boolean | string[]>

/** What is sent to the server: values of the types it asked for; what was left empty is left out. */
export function contentOf(fields: readonly Field[], values: Values): Content {
  const content: Content = {}
  for (const field of fields) {
    const value = values[field.name]
    if (value === undefined || (field.kind !== 'flag' && value.toString().trim() === '')) continue
    content[field.name] = valueOf(field, value)
  }
  return content
}

function valueOf(field: Field, value: NonNullable<Values[string]>): Content[string] {
  if (field.kind === 'number') return Number(value)
  // The page has local time without a zone; the server wants a moment.
  if (field.kind === 'text' && field.format === 'date-time') return new Date(String(value)).toISOString()
  return Array.isArray(value) ? [...value] : (value as Content[string])
}
