import type { Dictionary } from '../language.ts'

export const undo: Dictionary = {}
