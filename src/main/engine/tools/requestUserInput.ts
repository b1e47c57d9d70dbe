import { z } from 'zod'
import { failed, tool } from './tool.ts'

const HEADER_CHARS = 12

const words = (what: string, max: number) =>
  z.string().trim().min(1, `${what} must not be empty.`).max(max, `${what} must be at most ${max} characters long.`)

const Option = z.object({
  label: words('The label of an option', 80).describe('What is chosen, in 1 to 5 words.'),
  description: z.string().max(500).describe('What choosing it means, in one sentence.'),
})

const areDistinct = (names: string[]): boolean => new Set(names).size === names.length

const OPTIONS = 'Give each question 2 or 3 options. Leave out "other": the user can always write something else.'

const Question = z.object({
  id: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'The id of a question is made of letters, digits, _ and -.')
    .describe('The name of the answer, in snake_case.'),
  header: words('A header', HEADER_CHARS).describe(`Its subject in at most ${HEADER_CHARS} characters.`),
  question: words('A question', 2000).describe('The question itself, one sentence.'),
  options: z
    .array(Option)
    .min(2, OPTIONS)
    .max(3, OPTIONS)
    .refine(
      options => areDistinct(options.map(({ label }) => label)),
      'Two options of one question have the same label.',
    )
    .describe('2 or 3 choices that exclude each other; the one you recommend first.'),
})

const QUESTIONS = 'Ask 1 to 3 questions at a time.'

/**
 * Asks the user (codex-formats 1.8). It never runs: the policy makes the call wait, and the answer is its output
 * (`runTurn`).
 */
export const requestUserInput = tool({
  name: 'request_user_input',
  description:
    'Asks the user 1 to 3 short questions with 2 or 3 options each, and waits for the answers. Ask only what the folder ' +
    'cannot tell you and what would change the result. The user can always write something else.',
  effect: 'read',
  args: z.object({
    questions: z
      .array(Question)
      .min(1, QUESTIONS)
      .max(3, QUESTIONS)
      .refine(questions => areDistinct(questions.map(({ id }) => id)), 'Two questions have the same id.')
      .describe(QUESTIONS),
  }),
  run: async () => failed('The user was not asked.'),
})
