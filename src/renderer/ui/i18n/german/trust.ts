import type { Dictionary } from '../language.ts'

export const trust: Dictionary = {}
