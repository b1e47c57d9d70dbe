import type { Dictionary } from '../language.ts'

export const threads: Dictionary = {}
