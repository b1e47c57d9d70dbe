import type { Dictionary } from '../language.ts'

export const migration: Dictionary = {}
