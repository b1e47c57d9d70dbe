import type { ContentPart, ResponseItem } from '../thread/items.ts'
import { isOutput } from '../thread/items.ts'
import { utf8Length } from './utf8.ts'

/** Nobody but the provider can count; four bytes a token is near enough for English and code. */
export const BYTES_PER_TOKEN = 4
/** Providers scale images: their bytes say nothing. A screenshot in high detail costs about this. */
export const IMAGE_TOKENS = 1_100

export const textTokens = (text: string): number => Math.ceil(utf8Length(text) / BYTES_PER_TOKEN)

/** An estimate of what an item takes of the context window. */
export function itemTokens(item: ResponseItem): number {
  if (item.type === 'message') return contentTokens(item.content)
  if (isOutput(item)) return typeof item.output === 'string' ? textTokens(item.output) : contentTokens(item.output)
  switch (item.type) {
    case 'reasoning':
      return encryptedTokens(item.encrypted_content) || textTokens(item.summary.map(part => part.text).join('\n'))
    case 'function_call':
      return textTokens(item.name + item.arguments)
    case 'custom_tool_call':
      return textTokens(item.name + item.input)
    case 'local_shell_call':
      return textTokens(JSON.stringify(item.action))
    case 'compaction':
      return encryptedTokens(item.encrypted_content)
    default:
      return textTokens(JSON.stringify(item))
  }
}

export const itemsTokens = (items: readonly ResponseItem[]): number =>
  items.reduce((sum, item) => sum + itemTokens(item), 0)

export const contentTokens = (content: readonly ContentPart[]): number =>
  content.reduce((sum, part) => sum + (part.type === 'input_image' ? IMAGE_TOKENS : textTokens(part.text)), 0)

/** Base64 of what the model thought, and a frame around it of some hundred bytes. */
const encryptedTokens = (encrypted: unknown): number =>
  typeof encrypted === 'string' ? Math.max(0, Math.ceil((encrypted.length * 0.75 - 650) / BYTES_PER_TOKEN)) : 0
