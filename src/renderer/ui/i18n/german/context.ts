import type { Dictionary } from '../language.ts'

export const context: Dictionary = {}
