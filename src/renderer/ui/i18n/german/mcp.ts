import type { Dictionary } from '../language.ts'

export const mcp: Dictionary = {}
