import type { Dictionary } from '../language.ts'

export const timeline: Dictionary = {}
