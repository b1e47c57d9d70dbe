import type { Dictionary } from '../language.ts'

export const profiles: Dictionary = {}
