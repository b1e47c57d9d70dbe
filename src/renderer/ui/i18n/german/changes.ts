import type { Dictionary } from '../language.ts'

export const changes: Dictionary = {}
