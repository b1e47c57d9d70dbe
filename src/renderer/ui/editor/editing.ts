/** Something wrong in a text. Lines and columns count from 1; without a line it is about the whole. */
export interface EditorProblem {
  severity: 'error' | 'warning'
  message: string
  line: number | null
  column?: number | null
}

/** What can be written at a place. */
export interface EditorCompletion {
  /** What stands in the text afterwards. */
  text: string
  /** Short, behind it in the list: a type or a default. */
  detail?: string
  /** A sentence or two beside the list. */
  about?: string
}

/** Completions that replace the text from an offset up to the caret, or further where `to` says so. */
export interface EditorCompletions {
  from: number
  to?: number
  options: readonly EditorCompletion[]
}

/** Help for a stretch of the text. */
export interface EditorHelp {
  from: number
  to: number
  title: string
  /** Paragraphs. */
  about: readonly string[]
}

/** What the editor asks of whoever knows the language better. All are pure functions of the text and an offset in it. */
export interface EditorKnowledge {
  complete?(text: string, offset: number): EditorCompletions | null
  help?(text: string, offset: number): EditorHelp | null
}

export type EditorLanguage = 'toml' | 'markdown'

/** A place in a text, counted from 1. A new object asks for it again. */
export interface EditorPlace {
  line: number
  column?: number | null
}

/**
 * The smallest change that makes one text the other, so that the caret and what can be undone outlive it. Null where there
 * is nothing to change.
 */
export function changeBetween(before: string, after: string): { from: number; to: number; insert: string } | null {
  if (before === after) return null
  const limit = Math.min(before.length, after.length)
  let from = 0
  while (from < limit && before[from] === after[from]) from++
  let tail = 0
  while (tail < limit - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  return { from, to: before.length - tail, insert: after.slice(from, after.length - tail) }
}

/** The line breaks of a file, which an editor does not keep apart: those of Windows where it has any. */
export const lineBreakOf = (text: string): '\r\n' | '\n' => (text.includes('\r\n') ? '\r\n' : '\n')

/** A text as an editor holds it: with `\n` at the end of each line. */
export const withPlainBreaks = (text: string): string => text.replaceAll(/\r\n?/g, '\n')
