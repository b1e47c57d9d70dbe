import type { ReactNode } from 'react'

/** One part in its states, with its name. */
export const Group = ({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) => (
  <div className={wide ? 'galleryGroup wide' : 'galleryGroup'}>
    <h3>{name}</h3>
    <div className="galleryParts">{children}</div>
  </div>
)
