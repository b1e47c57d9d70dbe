import type { Dictionary } from '../language.ts'

export const terminals: Dictionary = {}
