import { HEAD_BYTES, MAX_PIXELS, pictureHead } from '../../../core/pictures/pictures.ts'
import { t } from '../../ui/i18n/t.ts'
import type { ImageAttachment } from './attachments.ts'

export const IMAGE_TYPES = 'image/png,image/jpeg,image/gif,image/webp'

/** Models look at no more than this; what is larger is scaled down before it is sent. */
const MOST_PIXELS_A_SIDE = 2048
const MOST_BYTES = 1_500_000
/** What is not even opened. */
const MOST_FILE_BYTES = 40_000_000

/** The picture in a file as it is sent, or why it cannot be. */
export async function readImage(file: File): Promise<ImageAttachment | { problem: string }> {
  const name = file.name || t('Image')
  if (file.size > MOST_FILE_BYTES) return { problem: t('{name} is larger than 40 MB.', { name }) }
  const head = pictureHead(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()))
  if (!head) return { problem: t('{name} is no PNG, JPEG, GIF or WebP picture.', { name }) }
  const { width, height, type } = head
  if (width * height > MAX_PIXELS) return { problem: t('{name} has more than 50 million pixels.', { name }) }
  const id = crypto.randomUUID()
  const bitmap = await createImageBitmap(new Blob([file], { type })).catch(() => null)
  if (!bitmap) return { problem: t('{name} is damaged, or too large to be sent.', { name }) }
  const fits = file.size <= MOST_BYTES && Math.max(width, height) <= MOST_PIXELS_A_SIDE
  if (fits) {
    bitmap.close()
    const url = await dataUrl(new Blob([file], { type }))
    return { kind: 'image', id, name, url, width, height, bytes: file.size }
  }
  // Scaled down it would not move any more.
  if (type === 'image/gif') return { problem: t('{name} is larger than 1.5 MB or 2048 pixels a side.', { name }) }
  const smaller = await scaledDown(bitmap).catch(() => null)
  if (!smaller) return { problem: t('{name} is damaged, or too large to be sent.', { name }) }
  const { blob, ...size } = smaller
  return { kind: 'image', id, name, url: await dataUrl(blob), ...size, bytes: blob.size }
}

/** Qualities that are tried, one after another, until it is small enough. */
const QUALITIES = [0.9, 0.75, 0.5]

async function scaledDown(bitmap: ImageBitmap): Promise<{ blob: Blob; width: number; height: number } | null> {
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
