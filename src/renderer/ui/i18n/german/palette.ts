import type { Dictionary } from '../language.ts'

export const palette: Dictionary = {}
