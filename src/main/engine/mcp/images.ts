/** Pictures of servers, judged by their first bytes: what they are called proves nothing. */

const MAX_IMAGE_BYTES = 10 * 1024 * 1024
/** A small file can stand for a picture that fills the memory of whoever draws it. */
const MAX_PIXELS = 50_000_000
/** Enough of a file to find its size in, as characters of base64. */
const HEADER_CHARS = 256 * 1024

export type ReadImage = { dataUrl: string; bytes: number } | { problem: string }

/** A picture in base64 as a data URL, or why it is not shown. */
export function readImage(base64: string): ReadImage {
  const bytes = Math.floor((base64.length * 3) / 4)
  if (bytes > MAX_IMAGE_BYTES) return { problem: `${bytes} bytes, more than ${MAX_IMAGE_BYTES}` }
  const header = Buffer.from(base64.slice(0, HEADER_CHARS), 'base64')
  const kind = KINDS.find(({ matches }) => matches(header))
  if (!kind) return { problem: `${bytes} bytes, neither PNG, JPEG, GIF nor WebP` }
  const size = kind.size(header)
  if (size && size.width * size.height > MAX_PIXELS)
    return { problem: `${size.width} × ${size.height} pixels, more than ${MAX_PIXELS}` }
  // Written anew: what is no base64 at all does not survive.
  return { dataUrl: `data:${kind.type};base64,${Buffer.from(base64, 'base64').toString('base64')}`, bytes }
}

type Size = { width: number; height: number }

const KINDS: readonly { type: string; matches(header: Buffer): boolean; size(header: Buffer): Size | null }[] = [
  {
    type: 'image/png',
    matches: header => header.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
    size: header => (header.length < 24 ? null : { width: header.readUInt32BE(16), height: header.readUInt32BE(20) }),
  },
  {
    type: 'image/jpeg',
    matches: header => header.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
    size: jpegSize,
  },
  {
    type: 'image/gif',
    matches: header => header.toString('latin1', 0, 4) === 'GIF8',
    size: header => (header.length < 10 ? null : { width: header.readUInt16LE(6), height: header.readUInt16LE(8) }),
  },
  {
    type: 'image/webp',
    matches: header => header.toString('latin1', 0, 4) === 'RIFF' && header.toString('latin1', 8, 12) === 'WEBP',
    size: webpSize,
  },
]

/** Walks the segments of a JPEG to the one that holds its frame. */
function jpegSize(header: Buffer): Size | null {
  for (let at = 2; at + 9 < header.length; at += 2 + header.readUInt16BE(at + 2)) {
    if (header[at] !== 0xff) return null
    const marker = header[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return { width: header.readUInt16BE(at + 7), height: header.readUInt16BE(at + 5) }
  }
  return null
}

function webpSize(header: Buffer): Size | null {
  if (header.length < 30) return null
  const format = header.toString('latin1', 12, 16)
  if (format === 'VP8X') return { width: header.readUIntLE(24, 3) + 1, height: header.readUIntLE(27, 3) + 1 }
  if (format === 'VP8 ') return { width: header.readUInt16LE(26) & 0x3fff, height: header.readUInt16LE(28) & 0x3fff }
  const bits = header.readUInt32LE(21)
  return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 }
}
