import './roomHeader.css'
import type { ReactNode } from 'react'

/** The head of a room: its name, which takes the focus when the room opens, and what can be done here. */
export const RoomHeader = ({ title, aside, children }: { title: string; aside?: ReactNode; children?: ReactNode }) => (
  <header className="roomHeader">
    <h1 tabIndex={-1}>{title}</h1>
    {aside !== undefined && <span className="roomAside truncate">{aside}</span>}
    <span className="roomGap" />
    {children}
  </header>
)
