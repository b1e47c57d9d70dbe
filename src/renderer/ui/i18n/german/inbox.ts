import type { Dictionary } from '../language.ts'

export const inbox: Dictionary = {}
