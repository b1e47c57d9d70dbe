import type { ContentPart, MessageItem, ResponseItem } from '../thread/items.ts'
import { textOf } from '../thread/items.ts'
import type { History } from './history.ts'
import { KIND } from './texts.ts'
import { BYTES_PER_TOKEN, contentTokens, itemTokens } from './tokens.ts'
import { utf8Head, utf8Tail } from './utf8.ts'

/** Asked of the model in place of the next message, unless `compact_prompt` says something else. */
export const COMPACT_PROMPT = `The context window is nearly full, so the work will be handed to someone who sees none of the above except the user's messages. Write the handoff for them. Do not go on with the work itself.

Say, in this order and as briefly as accuracy allows:
- what the user wants, and every constraint and preference they named;
- what has been done and decided, and why, with the files, commands and results that matter;
- what was tried and did not work;
- where things stand right now: what is half finished, what is running, what is untested;
- what to do next, step by step.

Quote exactly what must not be lost: paths, names, commands, error messages, figures, open questions. Leave out what the files themselves can tell.`

/** Stands before the summary, so that the model knows whose words they are. */
export const SUMMARY_PREFIX =
  'The earlier part of this thread was cut off to make room. Whoever worked on it before left this handoff; the files and tools are as they left them. Build on it, and do not repeat what is done:'

/** Tokens of the users' own messages that survive a compaction. */
export const RETAINED_TOKENS = 20_000

/** An item of a compacted history, with the kinds of its parts; null for what a person or the model said. */
export interface Kept {
  item: ResponseItem
  kinds: readonly string[] | null
}

/** What a compaction keeps of what people said: the newest messages, oldest first; the oldest of them perhaps cut. */
export interface Retained {
  messages: MessageItem[]
  tokens: number
  /** Tokens cut out of the middle of the oldest. */
  cutTokens: number
}

export function retainedMessages(history: Items, budget = RETAINED_TOKENS): Retained {
  const messages: MessageItem[] = []
  let left = budget
  for (let at = history.items.length - 1; at >= 0 && left > 0; at--) {
    const item = history.items[at]
    if (!item || !isSaid(item, history.kinds[at])) continue
    const tokens = contentTokens(item.content)
    if (tokens > left) {
      const content = cutInTheMiddle(textOf(item.content), left)
      return { messages: [{ ...item, content }, ...messages], tokens: budget, cutTokens: tokens - left }
    }
    messages.unshift(item)
    left -= tokens
  }
  return { messages, tokens: budget - left, cutTokens: 0 }
}

/** Head and tail of a text in as many tokens, and between them how many are missing. */
function cutInTheMiddle(text: string, tokens: number): ContentPart[] {
  const half = Math.floor((tokens * BYTES_PER_TOKEN) / 2)
  const missing = Math.max(0, contentTokens([{ type: 'input_text', text }]) - tokens)
  return [utf8Head(text, half), `…${missing} tokens truncated…`, utf8Tail(text, half)].map(part => ({
    type: 'input_text',
    text: part,
  }))
}

type Items = Pick<History, 'items' | 'kinds'>

/**
 * What people said that the model has not read yet, and the history before it. It is not for summing up: the model must
 * read it word by word.
 */
export function splitUnread({ items, kinds }: Items): { read: Items; unread: Kept[] } {
  const isUsers = (item: ResponseItem) => item.type === 'message' && item.role !== 'assistant'
  const lastRead = items.findLastIndex((item, at) => !isUsers(item) || isSummary(kinds[at]))
  const first = items.findIndex((item, at) => at > lastRead && isSaid(item, kinds[at]))
  const end = first < 0 ? items.length : first
  const unread = items
    .slice(end)
    .map((item, at): Kept => ({ item, kinds: kinds[end + at] ?? null }))
    .filter(kept => isSaid(kept.item, kept.kinds) || isSkill(kept.kinds))
  return { read: { items: items.slice(0, end), kinds: kinds.slice(0, end) }, unread }
}

const isSaid = (item: ResponseItem, kinds: readonly string[] | null | undefined): item is MessageItem =>
  item.type === 'message' && item.role === 'user' && !kinds

/** What a message brought along belongs to it. */
const isSkill = (kinds: readonly string[] | null | undefined) => kinds?.includes(KIND.skill) === true

const isSummary = (kinds: readonly string[] | null | undefined) => kinds?.includes(KIND.summary) === true

/** The skills that the messages of a turn brought along: they go on to hold for it. */
export const skillsOfTurn = ({ items, kinds, turnIds }: History, turnId: string): Kept[] =>
  items
    .map((item, at): Kept => ({ item, kinds: kinds[at] ?? null }))
    .filter((kept, at) => turnIds[at] === turnId && isSkill(kept.kinds))

/**
 * The history after a compaction: what people said, the context as it is now right before the last of it, the skills of
 * the turn, what stands for all the rest, and what is still to be read.
 */
export function compactedHistory(parts: {
  said: readonly MessageItem[]
  context: readonly Kept[]
  skills?: readonly Kept[]
  rest: readonly Kept[]
  unread: readonly Kept[]
}): Kept[] {
  const said = parts.said.map(asSaid)
  const { context, skills = [], rest, unread } = parts
  return [...said.slice(0, -1), ...context, ...said.slice(-1), ...skills, ...rest, ...unread]
}

const asSaid = (item: MessageItem): Kept => ({ item, kinds: null })

/** The summary as the model is told of it. */
export function summaryMessage(summary: string): Kept & { text: string } {
  const text = `${SUMMARY_PREFIX}\n${summary}`
  return { text, item: userMessage(text), kinds: [KIND.summary] }
}

/** What a harness says in the place of a person, e.g. the request for a summary. */
export const userMessage = (text: string): MessageItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
})

/** Without the oldest items that make up `share` of the estimated size, and at least without one. */
export function withoutOldest(items: readonly ResponseItem[], share: number): ResponseItem[] {
  const sizes = items.map(itemTokens)
  let surplus = share * sizes.reduce((sum, size) => sum + size, 0)
  let first = 0
  do surplus -= sizes[first++] ?? 0
  while (surplus > 0 && first < items.length)
  return items.slice(first)
}
