import type { LucideIcon } from 'lucide-react'

/** A line icon of 15 px. It says nothing to a screen reader: whatever carries it has a name of its own. */
export function Icon({ of: Shape, size = 15 }: { of: LucideIcon; size?: number }) {
  return <Shape size={size} strokeWidth={1.6} aria-hidden className="icon" />
}
