import type { Question, Verdict } from '../thread/calls.ts'
import type { ThreadSettings } from '../thread/settings.ts'

/** What decides about a question of the model. */
export interface QuestionFacts {
  settings: Pick<ThreadSettings, 'mode'>
  cwd: string
  questions: Question[]
  /** Whether there is somebody to ask. */
  attended: boolean
  /** When, in Unix milliseconds, it goes on without an answer. */
  answeredBy?: number
}

/**
 * Whether a model may ask the user something. It has nothing to do with the approval policy: a question allows nothing,
 * and who never wants to be asked for permission may still want to be asked what is meant.
 */
export function judgeQuestion({ settings, cwd, questions, attended, answeredBy }: QuestionFacts): Verdict {
  if (settings.mode === 'execute') return refuse('mode.execute', 'Execute mode asks no questions.')
  if (!attended) return refuse('question.unattended', 'Nobody is there to answer.')
  return {
    type: 'ask',
    request: {
      kind: 'question',
      reason: { code: 'question', text: 'The agent wants to know this before it goes on.' },
      cwd,
      questions,
      ...(answeredBy === undefined ? {} : { answeredBy }),
      unsandboxed: false,
      network: false,
      dangerous: false,
    },
  }
}

const refuse = (code: string, text: string): Verdict => ({
  type: 'refuse',
  message: `${text} Take what is most likely meant, say in a sentence what you assumed, and go on.`,
  reason: { code, text },
})
