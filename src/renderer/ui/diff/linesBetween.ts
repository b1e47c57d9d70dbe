import { createTwoFilesPatch } from 'diff'
import { parseDiff } from './parseDiff.ts'
import type { DiffLine } from './parseDiff.ts'

/** What changed between two texts, with a few lines around it. */
export const linesBetween = (before: string, after: string, context = 3): DiffLine[] =>
  before === after ? [] : parseDiff(createTwoFilesPatch('before', 'after', before, after, '', '', { context }))
