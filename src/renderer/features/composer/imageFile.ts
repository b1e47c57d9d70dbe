import { t } from '../../ui/i18n/t.ts'
import type { ImageAttachment } from './attachments.ts'

/** What a file's first bytes say: which picture format, and how large the picture is. */
export interface ImageHead {
  type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'
  width: number
  height: number
}

export const IMAGE_TYPES = 'image/png,image/jpeg,image/gif,image/webp'

/** Models look at no more than this; what is larger is scaled down before it is sent. */
const MOST_PIXELS_A_SIDE = 2048
const MOST_BYTES = 1_500_000
/** What is not even opened. */
const MOST_FILE_BYTES = 40_000_000
const MOST_PIXELS = 60_000_000

/** The picture in a file as it is sent, or why it cannot be. */
export async function readImage(file: File): Promise<ImageAttachment | { problem: string }> {
  const name = file.name || t('Image')
  if (file.size > MOST_FILE_BYTES) return { problem: t('{name} is larger than 40 MB.', { name }) }
  const head = headOf(new Uint8Array(await file.slice(0, 300_000).arrayBuffer()))
  if (!head) return { problem: t('{name} is no PNG, JPEG, GIF or WebP picture.', { name }) }
  const { width, height, type } = head
  if (width * height > MOST_PIXELS) return { problem: t('{name} has more than 60 million pixels.', { name }) }
  const id = crypto.randomUUID()
  const fits = file.size <= MOST_BYTES && Math.max(width, height) <= MOST_PIXELS_A_SIDE
  if (fits) {
    const url = await dataUrl(new Blob([file], { type }))
    return { kind: 'image', id, name, url, width, height, bytes: file.size }
  }
  // Scaled down it would not move any more.
  if (type === 'image/gif') return { problem: t('{name} is larger than 1.5 MB or 2048 pixels a side.', { name }) }
  const smaller = await scaledDown(new Blob([file], { type })).catch(() => null)
  if (!smaller) return { problem: t('{name} is damaged, or too large to be sent.', { name }) }
  const { blob, ...size } = smaller
  return { kind: 'image', id, name, url: await dataUrl(blob), ...size, bytes: blob.size }
}

/** Qualities that are tried, one after another, until it is small enough. */
const QUALITIES = [0.9, 0.75, 0.5]

async function scaledDown(original: Blob): Promise<{ blob: Blob; width: number; height: number } | null> {
  const bitmap = await createImageBitmap(original)
  const scale = Math.min(1, MOST_PIXELS_A_SIDE / Math.max(bitmap.width, bitmap.height))
  const width = Math.max(1, Math.round(bitmap.width * scale))
  const height = Math.max(1, Math.round(bitmap.height * scale))
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  for (const quality of QUALITIES) {
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality })
    if (blob.size <= MOST_BYTES) return { blob, width, height }
  }
  return null
}

const dataUrl = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result)))
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The file cannot be read.')))
    reader.readAsDataURL(blob)
  })

/** Format and size by the bytes alone: names and types of files are only claims. Null for anything else. */
export function headOf(bytes: Uint8Array): ImageHead | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const ascii = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length))
  if (bytes.length < 30) return null
  if (ascii(1, 3) === 'PNG' && bytes[0] === 0x89) return sized('image/png', view.getUint32(16), view.getUint32(20))
  if (/^GIF8[79]a$/.test(ascii(0, 6))) return sized('image/gif', view.getUint16(6, true), view.getUint16(8, true))
  if (ascii(0, 4) === 'RIFF' && ascii(8, 4) === 'WEBP') return webpHead(view, ascii(12, 4))
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegHead(view) : null
}

const sized = (type: ImageHead['type'], width: number, height: number): ImageHead | null =>
  width > 0 && height > 0 ? { type, width, height } : null

function webpHead(view: DataView, chunk: string): ImageHead | null {
  const threeBytes = (at: number) => view.getUint8(at) | (view.getUint8(at + 1) << 8) | (view.getUint8(at + 2) << 16)
  if (chunk === 'VP8X') return sized('image/webp', threeBytes(24) + 1, threeBytes(27) + 1)
  if (chunk === 'VP8L') {
    const bits = view.getUint32(21, true)
    return sized('image/webp', (bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
  }
  if (chunk !== 'VP8 ') return null
  return sized('image/webp', view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff)
}

/** A JPEG is a row of segments; one of them, before the picture itself, says its size. */
function jpegHead(view: DataView): ImageHead | null {
  let at = 2
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return sized('image/jpeg', view.getUint16(at + 7), view.getUint16(at + 5))
    at += 2 + view.getUint16(at + 2)
  }
  return null
}
