import type { Dictionary } from '../language.ts'

export const ui: Dictionary = {}
