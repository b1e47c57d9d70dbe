import type { Dictionary } from '../language.ts'

export const settings: Dictionary = {}
