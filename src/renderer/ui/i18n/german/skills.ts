import type { Dictionary } from '../language.ts'

export const skills: Dictionary = {}
