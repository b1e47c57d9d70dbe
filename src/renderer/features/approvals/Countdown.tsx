import { useClock } from '../../ui/useClock.ts'
import { timeLeft } from './words.ts'

/** How long a question still waits. */
export function Countdown({ until }: { until: number }) {
  const now = useClock(1000)
  return (
    <p className="asked-until" role="timer">
      {timeLeft(until - now)}
    </p>
  )
}
