import { z } from 'zod'
import type { KeyNotes, Stage } from './key.ts'
import { ConfigSchema } from './schema.ts'

/** A key of the configuration as forms, completion and documentation need it. */
export interface ConfigKey {
  /** From the root of the document; `*` stands for any name, or for any element of a list. */
  path: string[]
  /** What it is for, in one sentence. */
  about: string
  /** `list` is a list of tables; `any` holds what only its own part of the engine understands. */
  type: 'string' | 'number' | 'boolean' | 'enum' | 'strings' | 'map' | 'table' | 'list' | 'any'
  /** What an enum can be. */
  values?: readonly string[]
  default?: unknown
  /** What counts without it, where that is no fixed value. */
  otherwise?: string
  stage: Stage
  /** Whether a profile can set it. */
  inProfile: boolean
}

let known: readonly ConfigKey[] | undefined

/** All keys, tables before what is in them, in the order of the schema. What a profile holds is not said twice. */
export function configKeys(): readonly ConfigKey[] {
  return (known ??= keysOf(ConfigSchema, [], true))
}

/** What a type is once the layers around it are taken off. */
export function bare(type: z.core.$ZodType): z.core.$ZodType {
  if (type instanceof z.ZodOptional) return bare(type.unwrap())
  return type instanceof z.ZodPipe ? bare(type.def.out) : type
}

/** What is said of a key beside its type. */
export const notesOf = (type: z.core.$ZodType): KeyNotes & { description?: string } => z.globalRegistry.get(type) ?? {}

function keysOf(table: z.core.$ZodType, path: readonly string[], inProfile: boolean): ConfigKey[] {
  return fieldsOf(table).flatMap(([name, type]): ConfigKey[] => {
    const { description = '', default: fallback, otherwise, stage = 'stable', profile } = notesOf(type)
    const mayProfile = inProfile && profile !== false
    const at = [...path, name]
    const inner = bare(type)
    const said: ConfigKey = {
      path: at,
      about: description,
      ...kindOf(inner),
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(otherwise === undefined ? {} : { otherwise }),
      stage,
      inProfile: mayProfile,
    }
    const hasOwnKeys = said.type === 'table' && !(path.length === 0 && name === 'profiles')
    const element = inner instanceof z.ZodArray ? bare(inner.element) : null
    return [
      said,
      ...(hasOwnKeys ? keysOf(inner, at, mayProfile) : []),
      ...(said.type === 'list' && element ? keysOf(element, [...at, '*'], mayProfile) : []),
    ]
  })
}

/** The keys that a table has, `*` for any other one. */
export function fieldsOf(table: z.core.$ZodType): [name: string, type: z.core.$ZodType][] {
  const inner = bare(table)
  if (inner instanceof z.ZodRecord) return [['*', inner.valueType]]
  if (!(inner instanceof z.ZodObject)) return []
  const { catchall } = inner.def
  const others = catchall && bare(catchall) instanceof z.ZodObject ? [['*', catchall] as [string, z.core.$ZodType]] : []
  return [...Object.entries<z.core.$ZodType>(inner.shape), ...others]
}

function kindOf(type: z.core.$ZodType): Pick<ConfigKey, 'type' | 'values'> {
  if (type instanceof z.ZodEnum) return { type: 'enum', values: type.options.map(String) }
  if (type instanceof z.ZodString || type instanceof z.ZodURL) return { type: 'string' }
  if (type instanceof z.ZodNumber) return { type: 'number' }
  if (type instanceof z.ZodBoolean) return { type: 'boolean' }
  if (type instanceof z.ZodObject) return { type: 'table' }
  if (type instanceof z.ZodArray) return { type: bare(type.element) instanceof z.ZodObject ? 'list' : 'strings' }
  if (!(type instanceof z.ZodRecord)) return { type: 'any' }
  const value = bare(type.valueType)
  return { type: value instanceof z.ZodString ? 'map' : value instanceof z.ZodObject ? 'table' : 'any' }
}
