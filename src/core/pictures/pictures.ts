/**
 * Pictures, judged by their bytes: what they are called proves nothing, and a small file can stand for a picture that
 * fills the memory of whoever draws it.
 */

export interface PictureHead {
  type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'
  /** Pixels, each at least 1. */
  width: number
  height: number
  /** Whether it can be many pictures, one after another. */
  moves: boolean
}

/** The most that is drawn, or given to a model. */
export const MAX_PIXELS = 50_000_000
/** Where the size of a picture stands: it is not looked for further on. */
export const HEAD_BYTES = 256 * 1024
/** The same as characters of base64; a multiple of four, where base64 can be cut. */
export const HEAD_CHARS = Math.ceil(HEAD_BYTES / 3) * 4

/**
 * Format and size of the picture that begins with these bytes; at least `HEAD_BYTES` of them, or all. Null for anything
 * else: other formats (SVG is a program, not a picture), and pictures that do not say their size.
 */
export function pictureHead(bytes: Uint8Array): PictureHead | null {
  // The shortest pictures end before the places that are read.
  const start = new Uint8Array(FIXED_BYTES)
  start.set(bytes.subarray(0, FIXED_BYTES))
  const view = new DataView(start.buffer)
  const ascii = (at: number, length: number) => String.fromCharCode(...start.subarray(at, at + length))
  if (ascii(0, 8) === '\x89PNG\r\n\x1a\n') return pngHead(bytes, view)
  if (/^GIF8[79]a$/.test(ascii(0, 6))) return gifHead(bytes)
  if (ascii(0, 4) === 'RIFF' && ascii(8, 4) === 'WEBP') return webpHead(view, ascii(12, 4))
  return ascii(0, 3) === '\xff\xd8\xff' ? jpegHead(bytes) : null
}

/** Within these all formats but JPEG say their size. */
const FIXED_BYTES = 32

const sized = (type: PictureHead['type'], width: number, height: number, moves = false): PictureHead | null =>
  width > 0 && height > 0 ? { type, width, height, moves } : null

/** A PNG is a row of chunks; one before the first picture says how many there are, where there are many. */
function pngHead(bytes: Uint8Array, start: DataView): PictureHead | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let moves = false
  for (let at = PNG_CHUNKS; at + 8 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const type = view.getUint32(at + 4)
    if (type === IDAT) break
    if (type === ACTL) moves = true
  }
  return sized('image/png', start.getUint32(16), start.getUint32(20), moves)
}

const PNG_CHUNKS = 8
const IDAT = 0x49444154
const ACTL = 0x6163544c

function webpHead(view: DataView, chunk: string): PictureHead | null {
  const threeBytes = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
  const moves = (view.getUint8(20) & 2) !== 0
  if (chunk === 'VP8X') return sized('image/webp', threeBytes(24) + 1, threeBytes(27) + 1, moves)
  if (chunk === 'VP8L') {
    const bits = view.getUint32(21, true)
    return sized('image/webp', (bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
  }
  if (chunk !== 'VP8 ') return null
  return sized('image/webp', view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff)
}

/** A GIF says the size of its screen, which grows with the first picture on it. */
function gifHead(bytes: Uint8Array): PictureHead | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < GIF_SCREEN_END) return null
  const short = (at: number) => view.getUint16(at, true)
  const screen = { width: short(6), height: short(8) }
  const colours = view.getUint8(10)
  let at = GIF_SCREEN_END + ((colours & 0x80) === 0 ? 0 : 3 * 2 ** ((colours & 7) + 1))
  while (at + 9 < bytes.length) {
    const block = bytes[at]
    if (block === 0x2c) {
      const right = short(at + 1) + short(at + 5)
      const bottom = short(at + 3) + short(at + 7)
      return sized('image/gif', Math.max(screen.width, right), Math.max(screen.height, bottom), true)
    }
    if (block !== 0x21) return null
    // An extension: its parts each begin with their length, the last one has none.
    at += 2
    while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0)
    at += 1
  }
  return null
}

const GIF_SCREEN_END = 13

/** A JPEG is a row of segments; one of them, before the picture itself, says its size. */
function jpegHead(bytes: Uint8Array): PictureHead | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 2
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    // Readers skip what fills up before a marker.
    if (marker === 0xff) {
      at += 1
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return sized('image/jpeg', view.getUint16(at + 7), view.getUint16(at + 5))
    const isAlone = marker === 1 || (marker >= 0xd0 && marker <= 0xd8)
    at += isAlone ? 2 : 2 + view.getUint16(at + 2)
  }
  return null
}
