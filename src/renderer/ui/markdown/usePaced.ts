import { useEffect, useRef, useState } from 'react'

/** Text of so many characters takes long enough to parse that it is not done for every frame. */
const LONG_CHARACTERS = 2000
const PACE_MS = 150

/** A text that grows, as it is; once it is long, as it was a moment ago. */
export function usePaced(text: string): string {
  const [shown, setShown] = useState(text)
  const latest = useRef(text)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)

  useEffect(() => {
    latest.current = text
    timer.current ??= setTimeout(() => {
      timer.current = null
      setShown(latest.current)
    }, PACE_MS)
  }, [text])
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current)
      timer.current = null
    },
    [],
  )
  return text.length > LONG_CHARACTERS && shown !== '' && text.startsWith(shown) ? shown : text
}
