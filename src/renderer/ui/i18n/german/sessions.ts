import type { Dictionary } from '../language.ts'

export const sessions: Dictionary = {}
