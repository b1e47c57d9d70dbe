import type { Dictionary } from '../language.ts'

export const plan: Dictionary = {}
