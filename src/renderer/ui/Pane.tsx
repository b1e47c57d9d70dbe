import './pane.css'
import type { ReactNode } from 'react'

/** A part of the right panel: its name, a word about it, its content. */
export function PaneSection({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="paneSection">
      <div className="paneHead">
        <h2>{title}</h2>
        <span>{aside}</span>
      </div>
      {children}
    </section>
  )
}

/** One sentence: when this pane fills. */
export const PaneEmpty = ({ children }: { children: ReactNode }) => <p className="paneEmpty">{children}</p>
