import './picture.css'
import { ImageOff } from 'lucide-react'
import { memo, useState } from 'react'
import { HEAD_CHARS, MAX_PIXELS, pictureHead } from '../../../core/pictures/pictures.ts'
import type { PictureHead } from '../../../core/pictures/pictures.ts'
import { Icon } from '../../ui/Icon.tsx'
import { number } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'

interface PictureProps {
  /** A data URL. An address is not fetched: it could be anybody's. */
  url: string
  alt: string
  className?: string
}

/** A picture that came along with a text: drawn where that cannot hurt, else told of. */
export const Picture = memo(function Picture({ url, alt, className }: PictureProps) {
  const [damaged, setDamaged] = useState<string | null>(null)
  const read = damaged === url ? { problem: t('A picture that cannot be drawn') } : readPicture(url)
  if ('problem' in read)
    return (
      <span className="picture-none">
        <Icon of={ImageOff} size={14} />
        {read.problem}
      </span>
    )
  const { src, width, height } = read
  const fail = () => setDamaged(url)
  return <img {...{ src, alt, width, height, className }} decoding="async" onError={fail} />
})

/** Longer ones are not given to the browser, as data URLs: it reads them in one go, and each frame of those that move. */
const MOST_CHARS = 14_000_000
const MOST_CHARS_MOVING = 2_800_000

type Drawable = { src: string; width: number; height: number }

/** What is drawn of a data URL, by its bytes: what it says of itself is not asked. */
function readPicture(url: string): Drawable | { problem: string } {
  const start = /^data:image\/[\w.+-]{1,40};base64,/.exec(url)?.[0].length
  if (start === undefined) return { problem: t('A picture that is elsewhere, and not fetched') }
  const head = headIn(url.slice(start, start + HEAD_CHARS))
  if (!head) return { problem: t('A picture that is no PNG, JPEG, GIF or WebP') }
  const { type, width, height, moves } = head
  if (width * height > MAX_PIXELS) {
    const size = { width: number(width), height: number(height) }
    return { problem: t('A picture of {width} × {height} pixels, too large to draw', size) }
  }
  if (url.length > MOST_CHARS) return { problem: t('A picture of more than 10 MB, too large to draw') }
  if (moves && url.length > MOST_CHARS_MOVING)
    return { problem: t('A moving picture of more than 2 MB, too large to draw') }
  return { src: `data:${type};base64,${url.slice(start)}`, width, height }
}

function headIn(base64: string): PictureHead | null {
  try {
    return pictureHead(Uint8Array.from(atob(base64), char => char.charCodeAt(0)))
  } catch {
    return null
  }
}
