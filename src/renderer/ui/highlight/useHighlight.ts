import { createContext, use, useEffect, useRef, useState } from 'react'
import type { Highlighter } from './highlighter.ts'
import type { Line } from './protocol.ts'

/** Who colours code here. Without one it stays plain. */
export const HighlighterContext = createContext<Highlighter | null>(null)

/** Code as far as it is coloured, and the rest that is not yet. */
export interface Highlighted {
  lines: readonly Line[]
  rest: string
}

interface Asked {
  code: string
  language: string | undefined
}

/** Coloured lines of the code, none until they are there. Of code that grows one request waits at a time. */
export function useHighlight(code: string, language: string | undefined): Highlighted {
  const highlighter = use(HighlighterContext)
  const [answer, setAnswer] = useState<(Asked & { lines: readonly Line[] }) | null>(null)
  const latest = useRef<Asked>({ code, language })
  const isAsking = useRef(false)
  /** The language in which it could not be read: more of it would not be read either. */
  const failed = useRef<string | undefined>(undefined)

  useEffect(() => {
    latest.current = { code, language }
    const ask = async () => {
      isAsking.current = true
      for (let asked: Asked | null = null; highlighter && asked !== latest.current;) {
        asked = latest.current
        if (asked.language === undefined || asked.language === failed.current) break
        const lines = await highlighter.highlight(asked.code, asked.language)
        if (lines) setAnswer({ ...asked, lines })
        else failed.current = asked.language
      }
      isAsking.current = false
    }
    if (!isAsking.current) void ask()
  }, [highlighter, code, language])

  if (answer?.language === language && answer && code.startsWith(answer.code)) {
    return { lines: answer.lines, rest: code.slice(answer.code.length) }
  }
  const known = highlighter?.known(code, language)
  return known ? { lines: known, rest: '' } : { lines: [], rest: code }
}
