import { useAppParts } from '../../state/app.ts'
import { PAGE_TURNS } from '../../state/pages.ts'
import type { Side, ThreadView } from '../../state/threadView.ts'
import { Button } from '../../ui/Button.tsx'
import { plural } from '../../ui/format.ts'

interface EdgeProps {
  threadId: string
  side: Side
  /** Turns that lie on that side. */
  turns: number
  paging: ThreadView['paging']
}

/** Says what lies before or after the turns that are shown. It loads by itself as one comes near. */
export function Edge({ threadId, side, turns, paging }: EdgeProps) {
  const { pages } = useAppParts()
  const mine = paging?.side === side ? paging : null
  const which = `${side} turn`
  return (
    <div className={`timeline-edge ${side}`} role="status">
      {turns <= 0 ? (
        side === 'earlier' && 'The thread begins here'
      ) : mine?.failure ? (
        <>
          <span className="truncate">
            The {side} turns could not be loaded. {mine.failure}
          </span>
          <Button look="line" onClick={() => void pages.more(threadId, side)}>
            Try again
          </Button>
        </>
      ) : mine ? (
        `Loading ${plural(Math.min(PAGE_TURNS, turns), which)}`
      ) : (
        plural(turns, which)
      )}
    </div>
  )
}
