import { useEffect, useMemo, useState } from 'react'
import type { FoundFile } from '../../../contract/files.ts'
import { useApp, useDraft } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import { fileAt } from './fileMentions.ts'

const NONE: readonly FoundFile[] = []
/** A folder that is still being read is asked again after this. */
const AGAIN_MS = 300
/** Paths that are remembered of a folder. */
const KEPT = 30

/** Files of the folder that fit the `@word` at the caret, and those that were chosen lately. */
export function useFiles(text: string, caret: number, cwd: string | null) {
  const word = fileAt(text, caret)?.word ?? null
  const [kept, keep] = useDraft(`files ${cwd ?? ''}`)
  const recent = useMemo(() => (kept === '' ? [] : kept.split('\n')), [kept])
  const asks = cwd !== null && word !== null && word.length <= 1000
  const [round, setRound] = useState(0)
  const { result, fresh } = useQuery('files/search', asks ? { cwd, query: word, recent } : null, String(round))
  const isConnected = useApp(({ connection }) => connection === 'open')
  const isReading = asks && result?.state === 'reading'
  useEffect(() => {
    if (!isReading) return
    const timer = setInterval(() => setRound(before => before + 1), AGAIN_MS)
    return () => clearInterval(timer)
  }, [isReading])
  return {
    files: asks ? (result?.files ?? NONE) : NONE,
    /** What fits the word as it is now is not known yet: `files` are those of the word before. */
    isAsking: asks && isConnected && !fresh,
    recent,
    /** Remembers a path that was chosen. */
    choose: (path: string) => keep([path, ...recent.filter(each => each !== path)].slice(0, KEPT).join('\n')),
  }
}
