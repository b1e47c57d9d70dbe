import { describe, expect, test } from 'vitest'
import type { MessageItem, ResponseItem } from '../thread/items.ts'
import { textOf } from '../thread/items.ts'
import { breakdown } from './breakdown.ts'
import {
  compactedHistory,
  RETAINED_TOKENS,
  retainedMessages,
  splitUnread,
  SUMMARY_PREFIX,
  summaryMessage,
  withoutOldest,
} from './compaction.ts'
import { emptyHistory, record } from './history.ts'
import { KIND } from './texts.ts'
import { itemTokens } from './tokens.ts'
import { utf8Length, utf8Tail } from './utf8.ts'

const said = (text: string, role: MessageItem['role'] = 'user'): MessageItem => ({
  type: 'message',
  role,
  content: [{ type: 'input_text', text }],
})
const answer = said('fine', 'assistant')
const call: ResponseItem = { type: 'function_call', call_id: 'c', name: 'exec_command', arguments: '{"cmd":"ls"}' }
const output: ResponseItem = { type: 'function_call_output', call_id: 'c', output: 'a.txt' }
const ENVIRONMENT = [KIND.environment]

/** A history of items; those that come with kinds are context. */
const historyOf = (...entries: (ResponseItem | [ResponseItem, string[]])[]) => ({
  items: entries.map(entry => (Array.isArray(entry) ? entry[0] : entry)),
  kinds: entries.map(entry => (Array.isArray(entry) ? entry[1] : null)),
  turnIds: entries.map(() => 'u'),
})
const textsOf = (messages: readonly ResponseItem[]) =>
  messages.map(item => (item.type === 'message' ? textOf(item.content) : item.type))

describe('what people said', () => {
  test('is kept, and nothing else', () => {
    const history = historyOf([said('env'), ENVIRONMENT], said('one'), call, output, answer, said('two'))
    expect(textsOf(retainedMessages(history).messages)).toEqual(['one', 'two'])
    expect(retainedMessages(history)).toMatchObject({ tokens: 2, cutTokens: 0 })
  })

  test('an earlier summary is not what a person said', () => {
    const summary = summaryMessage('earlier')
    const history = historyOf(said('one'), [summary.item, [...(summary.kinds ?? [])]], said('two'))
    expect(textsOf(retainedMessages(history).messages)).toEqual(['one', 'two'])
  })

  test('the newest within the budget; the oldest that no longer fits is cut in the middle into three parts', () => {
    const history = historyOf(said('dropped'), said('a'.repeat(50_000)), said('b'.repeat(40_000)), said('c'.repeat(4)))
    const { messages, tokens, cutTokens } = retainedMessages(history)
    expect(messages.map(({ content }) => content.length)).toEqual([3, 1, 1])
    const [head, middle, tail] = messages[0]!.content
    const left = (RETAINED_TOKENS - 10_000 - 1) * 2
    expect(head).toEqual({ type: 'input_text', text: 'a'.repeat(left) })
    expect(middle).toEqual({ type: 'input_text', text: '…2501 tokens truncated…' })
    expect(tail).toEqual({ type: 'input_text', text: 'a'.repeat(left) })
    expect({ tokens, cutTokens }).toEqual({ tokens: RETAINED_TOKENS, cutTokens: 2_501 })
  })

  test('is never cut within a character', () => {
    const { messages } = retainedMessages(historyOf(said('😀é'.repeat(40))), 13)
    const texts = messages[0]!.content.map(part => (part.type === 'input_image' ? '' : part.text))
    expect(texts[0]).toBe('😀é😀é😀é😀é')
    expect(texts[2]).toBe('é😀é😀é😀é😀é')
  })

  test('images stay with their message', () => {
    const image: MessageItem = {
      type: 'message',
      role: 'user',
      content: [{ type: 'input_image', image_url: 'data:,' }],
    }
    expect(retainedMessages(historyOf(image)).messages).toEqual([image])
  })
})

describe('what the model has not read', () => {
  test('is the new message, with none of the context before it', () => {
    const history = historyOf(said('one'), answer, [said('env'), ENVIRONMENT], said('two'))
    const { read, unread } = splitUnread(history)
    expect(textsOf(unread.map(({ item }) => item))).toEqual(['two'])
    expect(read.items).toHaveLength(3)
  })

  test('is nothing between two samplings', () => {
    const history = historyOf(said('one'), call, output)
    expect(splitUnread(history)).toMatchObject({ read: { items: history.items, kinds: history.kinds }, unread: [] })
  })

  test('comes after a summary that nobody answered', () => {
    const history = historyOf(said('one'), [summaryMessage('all').item, [KIND.summary]], said('two'))
    expect(textsOf(splitUnread(history).unread.map(({ item }) => item))).toEqual(['two'])
  })
})

describe('the compacted history', () => {
  const context = [{ item: said('env'), kinds: ENVIRONMENT }]

  test('has the context before the last retained message, then the summary, then what is unread', () => {
    const rest = [summaryMessage('did stuff')]
    const kept = compactedHistory({
      said: [said('one'), said('two')],
      context,
      rest,
      unread: [{ item: said('three'), kinds: null }],
    })
    expect(textsOf(kept.map(({ item }) => item as MessageItem))).toEqual([
      'one',
      'env',
      'two',
      `${SUMMARY_PREFIX}\ndid stuff`,
      'three',
    ])
    expect(kept.map(({ kinds }) => kinds)).toEqual([null, ENVIRONMENT, null, [KIND.summary], null])
  })

  test('tells the fold of the history what was told', () => {
    const history = emptyHistory()
    const kept = compactedHistory({
      said: [{ ...said('one'), id: 'msg_1' }],
      context,
      rest: [summaryMessage('all')],
      unread: [],
    })
    record(history, { type: 'message.sent', turnId: 'first', seq: 0, at: 0, item: { ...said('one'), id: 'msg_1' } })
    history.context = { [KIND.permissions]: 'gone with the rest' }
    record(history, {
      type: 'history.compacted',
      turnId: 'u',
      seq: 1,
      at: 1,
      message: '',
      windowNumber: 1,
      replacement: kept.map(({ item }) => item),
      kinds: kept.map(({ kinds }) => kinds),
    })
    expect(history.context[KIND.environment]).toBe('env')
    expect(history.context[KIND.permissions]).toBeUndefined()
    expect(textsOf(retainedMessages(history).messages)).toEqual(['one'])
    expect(history.turnIds).toEqual([null, 'first', null])
  })
})

test('dropping the oldest makes a history smaller by the share, and always by one', () => {
  const items = Array.from({ length: 10 }, (_, at) => said(`${at}`.repeat(40)))
  expect(withoutOldest(items, 0.3)).toEqual(items.slice(3))
  expect(withoutOldest(items, 0)).toEqual(items.slice(1))
  expect(withoutOldest(items.slice(0, 1), 0.3)).toEqual([])
})

test('the end of a text is never half a character', () => {
  for (let bytes = 0; bytes < 12; bytes++) {
    const tail = utf8Tail('aé😀€b', bytes)
    expect('aé😀€b'.endsWith(tail)).toBe(true)
    expect(utf8Length(tail)).toBeLessThanOrEqual(bytes)
    expect(tail).not.toMatch(/^[\udc00-\udfff]/)
  }
})

test('the window is told apart piece by piece, and the pieces add up', () => {
  const withImage: MessageItem = {
    type: 'message',
    id: 'msg_1',
    role: 'user',
    content: [
      { type: 'input_text', text: 'look' },
      { type: 'input_image', image_url: 'data:,' },
    ],
  }
  const history = historyOf(
    [said('perm', 'developer'), [KIND.permissions]],
    withImage,
    { type: 'reasoning', id: 'rs', summary: [{ type: 'summary_text', text: 'hmm' }] },
    call,
    output,
    answer,
    { type: 'compaction', encrypted_content: 'x'.repeat(4_000) },
  )
  const pieces = breakdown({ instructions: 'be nice', tools: '[]', history })
  expect(pieces.map(({ kind, itemId }) => [kind, itemId])).toEqual([
    ['instructions', null],
    ['tools', null],
    ['permissions', null],
    ['user', 'msg_1'],
    ['image', 'msg_1'],
    ['reasoning', 'rs'],
    ['call', 'c'],
    ['output', 'c'],
    ['answer', null],
    ['sealed', null],
  ])
  expect(pieces.find(({ kind }) => kind === 'output')?.label).toBe('exec_command ls')
  const ofHistory = pieces.slice(2).reduce((sum, { tokens }) => sum + tokens, 0)
  expect(ofHistory).toBe(history.items.reduce((sum, item) => sum + itemTokens(item), 0))
})
