import type { Dictionary } from '../language.ts'

export const hooks: Dictionary = {}
