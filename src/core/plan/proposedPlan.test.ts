import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPlanSplitter, joinPieces, splitPlans } from './proposedPlan.ts'

const block = (plan: string) => `<proposed_plan>\n${plan}\n</proposed_plan>`

describe('a message of Plan mode', () => {
  test('loses its plan to an item of its own', () => {
    expect(splitPlans(`Here is the plan:\n${block('# Do it\n- one')}\nThanks`)).toEqual({
      said: 'Here is the plan:\nThanks',
      plans: ['# Do it\n- one'],
    })
  })

  test('with nothing but a plan says nothing', () => {
    expect(splitPlans(block('do it'))).toEqual({ said: '', plans: ['do it'] })
    expect(splitPlans('<proposed_plan>do it</proposed_plan>')).toEqual({ said: '', plans: ['do it'] })
  })

  test('keeps what a plan that is never closed holds', () => {
    expect(splitPlans('So:\n<proposed_plan>\n# Do it\n- one\n</proposed')).toEqual({
      said: 'So:\n',
      plans: ['# Do it\n- one\n</proposed'],
    })
  })

  test('may propose twice', () => {
    expect(splitPlans(`${block('first')}\nor rather\n${block('second')}`)).toEqual({
      said: 'or rather\n',
      plans: ['first', 'second'],
    })
  })

  test.each([
    ['a fence', '```md\n</proposed_plan>\n```'],
    ['a longer fence around another', '````md\n```\n</proposed_plan>\n```\n</proposed_plan>\n````'],
    ['a fence of tildes', '~~~\n```\n</proposed_plan>\n~~~'],
    ['a fence in a list', '- ```md\n  </proposed_plan>\n  ```'],
    ['backticks', 'The block ends with `</proposed_plan>`, see `` `</proposed_plan> ``.'],
  ])('takes a closing tag in %s as text', (_, plan) => {
    expect(splitPlans(`${block(plan)}\nafter`)).toEqual({ said: 'after', plans: [plan] })
  })

  test.each([
    'A plan stands in `<proposed_plan>`.\nNo more.',
    '```\n<proposed_plan>\nlike this\n</proposed_plan>\n```\n',
    'as in <proposed_plan>, at the end of a line: <proposed_plan>\n',
    '    <proposed_plan>\n    code\n',
    '<proposed_plans>\n',
    'a < b',
    '</proposed_plan>\n',
  ])('proposes nothing where the tag is text: %j', text => {
    expect(splitPlans(text)).toEqual({ said: text, plans: [] })
  })

  test('proposes nothing with an empty block', () => {
    expect(splitPlans(`${block('')}\nSorry.`)).toEqual({ said: 'Sorry.', plans: [] })
  })

  test('understands line ends of Windows', () => {
    expect(splitPlans('Look:\r\n<proposed_plan>\r\n# Do it\r\n</proposed_plan>\r\nThanks')).toEqual({
      said: 'Look:\r\nThanks',
      plans: ['# Do it'],
    })
  })
})

const parts = fc.constantFrom(
  ...['<proposed_plan>', '</proposed_plan>', '</proposed_', '<', '`', '``', '```', '~~~', '````md', '\n', '\r\n', ' '],
  ...['- ', '> ', 'word', '   <proposed_plan>\n', '\n</proposed_plan>\n', 'ä€😀'],
)
const texts = fc.array(parts, { maxLength: 40 }).map(found => found.join(''))

test('deltas may be cut anywhere', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat(400), { maxLength: 30 }), (text, cuts) => {
      const at = [0, ...cuts.map(cut => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
      const splitter = createPlanSplitter()
      const taken = at.slice(1).flatMap((end, n) => splitter.take(text.slice(at[n], end)))
      expect(joinPieces([...taken, ...splitter.end()])).toEqual(splitPlans(text))
    }),
    { numRuns: 2000 },
  )
})

test('text without a tag at the beginning of a line is left as it is', () => {
  fc.assert(
    fc.property(texts, text => {
      fc.pre(!/^ {0,3}<proposed_plan>/m.test(text))
      expect(splitPlans(text)).toEqual({ said: text, plans: [] })
    }),
    { numRuns: 1000 },
  )
})

test('what cannot be a tag is not held back', () => {
  const splitter = createPlanSplitter()
  expect(splitter.take('Hello, ')).toEqual([{ type: 'text', text: 'Hello, ' }])
  expect(splitter.take('world\n<prop')).toEqual([{ type: 'text', text: 'world\n' }])
  expect(splitter.take('osed_plan>\n# A')).toEqual([{ type: 'plan', plan: 0, text: '# A' }])
  expect(splitter.take(' step</prop')).toEqual([{ type: 'plan', plan: 0, text: ' step' }])
  expect(splitter.take('er>')).toEqual([{ type: 'plan', plan: 0, text: '</proper>' }])
})
