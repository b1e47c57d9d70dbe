import { HEAD_CHARS, MAX_PIXELS, pictureHead } from '../../../core/pictures/pictures.ts'

const MAX_IMAGE_BYTES = 10 * 1024 * 1024

export type ReadImage = { dataUrl: string; bytes: number } | { problem: string }

/** A picture of a server, in base64, as a data URL; or why it is not shown. */
export function readImage(base64: string): ReadImage {
  const bytes = Math.floor((base64.length * 3) / 4)
  if (bytes > MAX_IMAGE_BYTES) return { problem: `${bytes} bytes, more than ${MAX_IMAGE_BYTES}` }
  const head = pictureHead(Buffer.from(base64.slice(0, HEAD_CHARS), 'base64'))
  if (!head) return { problem: `${bytes} bytes, neither PNG, JPEG, GIF nor WebP` }
  const { type, width, height } = head
  if (width * height > MAX_PIXELS) return { problem: `${width} × ${height} pixels, more than ${MAX_PIXELS}` }
  // Written anew: what is no base64 at all does not survive.
  return { dataUrl: `data:${type};base64,${Buffer.from(base64, 'base64').toString('base64')}`, bytes }
}
