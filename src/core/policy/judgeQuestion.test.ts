import { expect, test } from 'vitest'
import { judgeQuestion } from './judgeQuestion.ts'
import type { QuestionFacts } from './judgeQuestion.ts'

const facts = (over: Partial<QuestionFacts> = {}): QuestionFacts => ({
  settings: { mode: 'code' },
  cwd: '/w',
  questions: [{ id: 'q', header: 'Q', question: 'Which?', options: [] }],
  attended: true,
  ...over,
})

test('a question waits for a person, for ever if nothing else is said', () => {
  const verdict = judgeQuestion(facts())
  expect(verdict).toMatchObject({ type: 'ask', request: { kind: 'question', questions: [{ id: 'q' }] } })
  expect(verdict).not.toHaveProperty('request.answeredBy')
})

test('a question can have an end', () => {
  expect(judgeQuestion(facts({ answeredBy: 17 }))).toMatchObject({ request: { answeredBy: 17 } })
})

test.each([
  ['in Execute mode', { settings: { mode: 'execute' } }, 'mode.execute'],
  ['where nobody is', { attended: false }, 'question.unattended'],
])('%s the model is told to decide itself', (_, over, code) => {
  expect(judgeQuestion(facts(over))).toMatchObject({
    type: 'refuse',
    reason: { code },
    message: expect.stringContaining('say in a sentence what you assumed'),
  })
})
