import type { Dictionary } from '../language.ts'

export const app: Dictionary = {}
