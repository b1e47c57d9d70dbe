import type { Dictionary } from '../language.ts'

export const log: Dictionary = {}
