import { useEffect } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'

/** Takes the focus when terminals were asked for, once for each time. */
export function useAsked(takeFocus: () => void): void {
  const { store } = useAppParts()
  const asked = useApp(state => state.terminals.asked)
  useEffect(() => {
    if (!asked) return
    takeFocus()
    store.setState(({ terminals }) => ({ terminals: { ...terminals, asked: false } }))
  })
}
