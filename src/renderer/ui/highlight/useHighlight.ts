import { createContext, use, useEffect, useState } from 'react'
import type { Highlighter } from './highlighter.ts'
import type { Line } from './protocol.ts'

/** Who colours code here. Without one it stays plain. */
export const HighlighterContext = createContext<Highlighter | null>(null)

/** Coloured lines of the code, null until they are there. */
export function useHighlight(code: string, language: string | undefined): readonly Line[] | null {
  const highlighter = use(HighlighterContext)
  const [answer, setAnswer] = useState<{ code: string; lines: readonly Line[] | null } | null>(null)

  useEffect(() => {
    let wanted = true
    void highlighter?.highlight(code, language).then(lines => {
      if (wanted) setAnswer({ code, lines })
    })
    return () => {
      wanted = false
    }
  }, [highlighter, code, language])

  return answer?.code === code ? answer.lines : (highlighter?.known(code, language) ?? null)
}
