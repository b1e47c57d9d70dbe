import type { ReactNode } from 'react'

/** A setting or a fact, with its name before it. */
export const Row = ({ name, about, children }: { name: string; about?: string; children: ReactNode }) => (
  <div className="settingsRow">
    <div className="settingsName">
      {name}
      {about && <p className="settingsAbout">{about}</p>}
    </div>
    <div className="settingsValue">{children}</div>
  </div>
)
