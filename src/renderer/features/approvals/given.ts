import type { Question, QuestionAnswers } from '../../../core/thread/calls.ts'

/** What a person has filled in of one question so far. */
export interface Given {
  /** An option by its place, or their own words; null: nothing yet. */
  chosen: number | 'other' | null
  other: string
}

/** Where what is filled in of a call's questions is kept among the drafts. */
export const questionDraft = (threadId: string, callId: string): string => `question:${threadId}/${callId}`

const NOTHING: Given = { chosen: null, other: '' }

/** A form as it was left, from its draft. What does not fit the questions counts as not filled in. */
export function givenFrom(draft: string, questions: readonly Question[]): Given[] {
  const kept = parsed(draft)
  return questions.map(({ id, options }) => {
    const { chosen, other } = Object.hasOwn(kept, id) ? { ...NOTHING, ...kept[id] } : NOTHING
    const isChosen = chosen === 'other' || (Number.isInteger(chosen) && options[Number(chosen)] !== undefined)
    return { chosen: isChosen ? chosen : null, other: typeof other === 'string' ? other : '' }
  })
}

function parsed(draft: string): Record<string, Partial<Given> | null> {
  try {
    const value: unknown = JSON.parse(draft)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {} // no draft
  }
}

/** What `givenFrom` reads. */
export const draftOf = (questions: readonly Question[], given: readonly Given[]): string =>
  JSON.stringify(Object.fromEntries(questions.map(({ id }, at) => [id, given[at] ?? NOTHING])))

/** The place of the first question without an answer, from the one at `from` on and around; -1 if none is left. */
export function openFrom(given: readonly Given[], from = 0): number {
  const after = given.findIndex((each, at) => at >= from && !isAnswered(each))
  return after >= 0 ? after : given.findIndex(each => !isAnswered(each))
}

export const isAnswered = ({ chosen, other }: Given): boolean =>
  chosen === 'other' ? other.trim() !== '' : chosen !== null

/** The answers as they are sent. Every question must have one. */
export function answersOf(questions: readonly Question[], given: readonly Given[]): QuestionAnswers {
  const answerTo = ({ options }: Question, { chosen, other }: Given): string =>
    typeof chosen === 'number' ? (options[chosen]?.label ?? '') : other.trim()
  return Object.fromEntries(questions.map((question, at) => [question.id, [answerTo(question, given[at] ?? NOTHING)]]))
}
