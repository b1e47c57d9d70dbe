import type { Dictionary } from '../language.ts'

export const firstRun: Dictionary = {}
