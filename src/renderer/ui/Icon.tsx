import type { LucideIcon } from 'lucide-react'
import type { CSSProperties } from 'react'

/** A line icon of 15 px beside text of the usual size. It says nothing to a screen reader: its carrier has the name. */
export function Icon({ of: Shape, size = 15 }: { of: LucideIcon; size?: number }) {
  return <Shape strokeWidth={1.6} aria-hidden className="icon" style={{ '--icon': size } as CSSProperties} />
}
