import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'

/** A setting or a fact, with its name before it. Looked for by its name, it takes the focus. */
export function Row({ name, about, children }: { name: string; about?: string; children: ReactNode }) {
  const { store } = useAppParts()
  const row = useRef<HTMLDivElement>(null)
  const isWanted = useApp(({ lookAt }) => lookAt?.kind === 'setting' && lookAt.item === name)
  useEffect(() => {
    if (!isWanted) return
    store.setState({ lookAt: null })
    row.current?.scrollIntoView({ block: 'center' })
    row.current?.querySelector<HTMLElement>('button, input, select, [tabindex="0"]')?.focus()
  }, [isWanted, store])
  return (
    <div ref={row} className="settingsRow">
      <div className="settingsName">
        {name}
        {about && <p className="settingsAbout">{about}</p>}
      </div>
      <div className="settingsValue">{children}</div>
    </div>
  )
}
