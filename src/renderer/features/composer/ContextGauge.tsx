import { useAppParts, useThread } from '../../state/app.ts'
import { updateLayout } from '../../state/store.ts'
import { count } from '../../ui/format.ts'
import { Tooltip } from '../../ui/Tooltip.tsx'
import { t } from '../../ui/i18n/t.ts'

const RADIUS = 5
const ROUND = 2 * Math.PI * RADIUS

/** A small ring: how much of the context window is in use. Opens the pane that says it in numbers. */
export function ContextGauge({ threadId }: { threadId: string }) {
  const { store } = useAppParts()
  const used = useThread(threadId, thread => thread.contextTokens) ?? 0
  const size = useThread(threadId, thread => thread.contextWindow)
  if (!size) return null
  const share = Math.min(1, used / size)
  const values = { percent: Math.round(share * 100), used: count(used), size: count(size) }
  const name = t('Context {percent} %: {used} of {size} tokens', values)
  const open = () => updateLayout(store, layout => ({ ...layout, panel: true, panelTab: 'context' }))
  return (
    <Tooltip text={name}>
      <button type="button" className="iconButton composer-gauge" aria-label={name} onClick={open}>
        <svg width="15" height="15" viewBox="0 0 15 15" aria-hidden>
          <circle className="composer-gaugeTrack" cx="7.5" cy="7.5" r={RADIUS} />
          <circle
            className={share >= 0.8 ? 'composer-gaugeUsed nearlyFull' : 'composer-gaugeUsed'}
            cx="7.5"
            cy="7.5"
            r={RADIUS}
            strokeDasharray={`${share * ROUND} ${ROUND}`}
            transform="rotate(-90 7.5 7.5)"
          />
        </svg>
      </button>
    </Tooltip>
  )
}
