import type { Dictionary } from '../language.ts'

export const agents: Dictionary = {}
