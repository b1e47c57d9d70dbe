import type { Dictionary } from '../language.ts'

export const approvals: Dictionary = {}
