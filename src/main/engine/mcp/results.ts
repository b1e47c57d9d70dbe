import { canonicalText, exceeds } from '../../../core/mcp/canonical.ts'
import type { CallOutput, ContentPart } from '../../../core/thread/items.ts'
import { readImage } from './images.ts'
import { oversizedOf } from './messages.ts'
import type { Oversized } from './messages.ts'

const CHARS_PER_TOKEN = 4
const SCREEN_CHARS = 64 * 1024
/** Pictures of one result that reach the model, and what the screen keeps of them beside. */
const MAX_IMAGES = 20
const MAX_IMAGE_BYTES = 20 * 1024 * 1024
const SCREEN_IMAGE_BYTES = 2 * 1024 * 1024
const STRUCTURED_LIMITS = { depth: 64, values: 20_000 }
const MAX_LABEL_CHARS = 500

export interface ReadResult {
  isError: boolean
  /** For the model, cut to its limit. */
  output: CallOutput
  /** For the screen. */
  content: ContentPart[]
  structured?: unknown
}

type Piece = { text: string } | { image: string; bytes: number }

/**
 * Reads what a tool answered. Nothing in it acts: links are not followed, markup is text, pictures are those of four
 * known kinds. Whatever is left out leaves a note in its place.
 */
export function readResult(result: Readonly<Record<string, unknown>>, outputTokenLimit: number): ReadResult {
  const isError = result.isError === true
  const oversized = oversizedOf(result)
  const pieces = oversized ? [{ text: oversizedText(oversized) }] : piecesOf(result.content)
  const structured = oversized ? undefined : structuredOf(result.structuredContent)
  if (structured !== undefined && !pieces.some(piece => 'text' in piece)) pieces.push({ text: structured.text })
  if (pieces.length === 0) pieces.push({ text: '(no content)' })
  return {
    isError,
    output: assemble(pieces, outputTokenLimit * CHARS_PER_TOKEN, MAX_IMAGE_BYTES),
    content: partsOf(assemble(pieces, SCREEN_CHARS, SCREEN_IMAGE_BYTES)),
    structured: structured?.value,
  }
}

const partsOf = (output: CallOutput): ContentPart[] =>
  typeof output === 'string' ? [{ type: 'input_text', text: output }] : output

function assemble(pieces: readonly Piece[], maxChars: number, maxImageBytes: number): CallOutput {
  const parts: ContentPart[] = []
  const texts = cutTogether(
    pieces.flatMap(piece => ('text' in piece ? [piece.text] : [])),
    maxChars,
  )
  let images = 0
  let bytes = 0
  for (const piece of pieces) {
    if ('text' in piece) {
      const text = texts.shift()
      if (text !== undefined) parts.push({ type: 'input_text', text })
    } else if (++images > MAX_IMAGES || (bytes += piece.bytes) > maxImageBytes)
      parts.push({ type: 'input_text', text: `[image of ${piece.bytes} bytes left out: too many]` })
    else parts.push({ type: 'input_image', image_url: piece.image })
  }
  if (!parts.some(part => part.type === 'input_image'))
    return parts.flatMap(part => (part.type === 'input_text' ? [part.text] : [])).join('\n')
  return parts
}

/** The texts as they are if they fit together, else as one, cut. */
function cutTogether(texts: string[], maxChars: number): string[] {
  const total = texts.reduce((sum, text) => sum + text.length + 1, -1)
  return total <= maxChars ? texts : [cutText(texts.join('\n'), maxChars)]
}

/** Keeps both ends of a text and says how long it really was. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  const half = Math.floor(maxChars / 2)
  const head = text.slice(0, half).replace(/[\ud800-\udbff]$/, '')
  const tail = text.slice(text.length - half).replace(/^[\udc00-\udfff]/, '')
  const tokens = Math.ceil(text.length / CHARS_PER_TOKEN)
  const cut = text.length - head.length - tail.length
  return `Warning: truncated output (original token count: ${tokens}, ${text.length} characters)\n\n${head}…${cut} characters truncated…${tail}`
}

function piecesOf(content: unknown): Piece[] {
  return Array.isArray(content) ? content.map(pieceOf) : []
}

function pieceOf(block: unknown): Piece {
  if (!isObject(block)) return { text: '[content of an unknown kind left out]' }
  switch (block.type) {
    case 'text':
      return { text: String(block.text ?? '') }
    case 'image':
      return imagePiece('image', block.data)
    case 'audio':
      return { text: `[audio (${label(block.mimeType)}, ${sizeOf(block.data)} bytes) left out]` }
    case 'resource_link':
      return { text: linkText(block) }
    case 'resource':
      return isObject(block.resource) ? resourcePiece(block.resource) : { text: '[resource left out: it is empty]' }
    default:
      return { text: `[content of type ${label(block.type)} left out]` }
  }
}

/** A resource as a part of an answer: text with its address, a picture, or a note. */
export function resourcePiece({ uri, mimeType, text, blob }: Readonly<Record<string, unknown>>): Piece {
  if (typeof text === 'string') return { text: `[resource ${label(uri)}]\n${text}` }
  if (typeof blob === 'string' && String(mimeType).startsWith('image/'))
    return imagePiece(`resource ${label(uri)}`, blob)
  return { text: `[resource ${label(uri)} (${label(mimeType)}, ${sizeOf(blob)} bytes) left out]` }
}

function imagePiece(what: string, data: unknown): Piece {
  const image = typeof data === 'string' ? readImage(data) : { problem: 'no data' }
  return 'problem' in image
    ? { text: `[${what} left out: ${image.problem}]` }
    : { image: image.dataUrl, bytes: image.bytes }
}

const linkText = ({ name, uri, mimeType, description }: Readonly<Record<string, unknown>>): string =>
  `[resource link: ${label(name)} ${label(uri)}${mimeType === undefined ? '' : ` (${label(mimeType)})`}${
    description === undefined ? '' : `: ${label(description)}`
  }]`

function structuredOf(value: unknown): { text: string; value: unknown } | undefined {
  if (!isObject(value)) return undefined
  if (!exceeds(value, STRUCTURED_LIMITS)) {
    const text = JSON.stringify(value)
    return { text, value: text.length <= SCREEN_CHARS ? value : undefined }
  }
  return { text: canonicalText(value), value: undefined }
}

const oversizedText = ({ bytes, head, tail }: Oversized): string =>
  `Warning: the answer has ${bytes} bytes, too many to be read. Its beginning and its end, as sent:\n\n${head}…${
    bytes - Buffer.byteLength(head) - Buffer.byteLength(tail)
  } bytes left out…${tail}`

const label = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MAX_LABEL_CHARS) : 'unknown')
const sizeOf = (base64: unknown): number => (typeof base64 === 'string' ? Math.floor((base64.length * 3) / 4) : 0)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
