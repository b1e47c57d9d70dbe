import { languageOf } from './languages.ts'
import type { HighlightAnswer, HighlightRequest, Line } from './protocol.ts'

/** The part of a Worker that is used. */
export interface HighlightWorker {
  postMessage(request: HighlightRequest): void
  addEventListener(type: 'message', listener: (event: { data: HighlightAnswer }) => void): void
  terminate(): void
}

export interface Highlighter {
  /** Lines if they are known already. */
  known(code: string, language: string | undefined): readonly Line[] | null
  /** Lines, or null where the code stays plain. */
  highlight(code: string, language: string | undefined): Promise<readonly Line[] | null>
}

/** Of code whose colours are remembered. */
const KEPT_CHARACTERS = 600_000
const PATIENCE_MS = 4000
/** A worker that has not answered yet may still be loading what it needs. */
const FIRST_PATIENCE_MS = 30_000

/**
 * Colours code in a worker, which starts with the first request. A grammar that runs wild takes its worker with it:
 * after some seconds the code stays plain and the next request gets a new worker.
 */
export function createHighlighter(open: () => HighlightWorker): Highlighter {
  const kept = new Map<string, readonly Line[] | null>()
  const waiting = new Map<number, (lines: readonly Line[] | null) => void>()
  let worker: HighlightWorker | null = null
  let characters = 0
  let lastId = 0
  let hasAnswered = false

  const giveUp = () => {
    hasAnswered = false
    worker?.terminate()
    worker = null
    for (const settle of waiting.values()) settle(null)
    waiting.clear()
  }

  const start = () => {
    const opened = open()
    opened.addEventListener('message', ({ data }) => {
      hasAnswered = true
      waiting.get(data.id)?.(data.lines)
      waiting.delete(data.id)
    })
    return opened
  }

  const keep = (key: string, lines: readonly Line[] | null) => {
    kept.set(key, lines)
    characters += key.length
    for (const oldest of kept.keys()) {
      if (characters <= KEPT_CHARACTERS) break
      kept.delete(oldest)
      characters -= oldest.length
    }
    return lines
  }

  return {
    known: (code, language) => kept.get(`${languageOf(language)}\n${code}`) ?? null,
    highlight(code, name) {
      const language = languageOf(name)
      const key = `${language}\n${code}`
      const known = kept.get(key)
      if (language === null || known !== undefined) return Promise.resolve(known ?? null)
      const id = ++lastId
      worker ??= start()
      const request = { id, code, language }
      return new Promise(resolve => {
        const timer = setTimeout(giveUp, hasAnswered ? PATIENCE_MS : FIRST_PATIENCE_MS)
        waiting.set(id, lines => {
          clearTimeout(timer)
          resolve(keep(key, lines))
        })
        worker?.postMessage(request)
      })
    },
  }
}
