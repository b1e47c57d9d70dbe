/** The longest time that a timer can be set for. */
const LONGEST_MS = 2 ** 31 - 1

/**
 * Calls back once a moment has come, which may be long past or weeks away. Never at once: whoever sets it in passing can
 * still say something first. Returns a function that forgets about it.
 *
 * @param moment in Unix milliseconds
 */
export function atMoment(moment: number, now: () => number, onCome: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>
  const wait = () => {
    const left = moment - now()
    timer = setTimeout(left > LONGEST_MS ? wait : onCome, Math.min(LONGEST_MS, Math.max(0, left)))
  }
  wait()
  return () => clearTimeout(timer)
}
