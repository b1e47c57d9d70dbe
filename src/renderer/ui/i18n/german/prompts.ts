import type { Dictionary } from '../language.ts'

export const prompts: Dictionary = {}
