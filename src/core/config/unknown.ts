import { z } from 'zod'
import { ELSEWHERE } from './elsewhere.ts'
import { bare, fieldsOf, notesOf } from './keys.ts'
import { isTable } from './merge.ts'
import { ConfigSchema } from './schema.ts'

/** A key that means nothing. */
export interface UnknownKey {
  path: string[]
  /** The keys that it could have been meant as. */
  meant: string[]
}

/** The keys of a configuration that mean nothing, neither here nor in the real Codex, in order. */
export const unknownKeys = (values: unknown): UnknownKey[] => unknownIn(values, ConfigSchema, [], [...ELSEWHERE])

function unknownIn(
  value: unknown,
  type: z.core.$ZodType,
  path: readonly string[],
  elsewhere: readonly string[],
): UnknownKey[] {
  const inner = bare(type)
  if (inner instanceof z.ZodArray && Array.isArray(value))
    return value.flatMap((element, index) => unknownIn(element, inner.element, [...path, String(index)], elsewhere))
  if (!isTable(value) || !(inner instanceof z.ZodObject || inner instanceof z.ZodRecord)) return []
  const fields = new Map(fieldsOf(inner))
  const others = fields.get('*')
  fields.delete('*')
  const known = new Set(elsewhere)
  const meant = [...fields.keys(), ...elsewhere]
  return Object.entries(value).flatMap(([name, own]): UnknownKey[] => {
    const at = [...path, name]
    const field = fields.get(name)
    if (field) return unknownIn(own, field, at, notesOf(field).elsewhere ?? [])
    // What is no table cannot be one of the named tables.
    const isOther = others !== undefined && (inner instanceof z.ZodRecord || isTable(own))
    if (isOther) return unknownIn(own, others, at, elsewhere)
    return known.has(name) ? [] : [{ path: at, meant }]
  })
}

/** Whether a top-level key means something, here or in the real Codex. */
export const isKnownKey = (name: string): boolean => Object.hasOwn(ConfigSchema.shape, name) || ELSEWHERE.has(name)
