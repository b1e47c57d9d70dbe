import type { Language } from './languages.ts'

/** Pieces of a line: the text and the kind that becomes its class, `''` for plain. */
export type Line = readonly (readonly [text: string, kind: string])[]

export interface HighlightRequest {
  id: number
  code: string
  language: Language
}

export interface HighlightAnswer {
  id: number
  lines: readonly Line[] | null
}
