import type { Dictionary } from '../language.ts'

export const state: Dictionary = {}
