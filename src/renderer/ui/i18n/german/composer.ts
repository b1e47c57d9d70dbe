import type { Dictionary } from '../language.ts'

export const composer: Dictionary = {}
