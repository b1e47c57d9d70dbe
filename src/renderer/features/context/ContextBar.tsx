import type { ContextReport } from '../../../contract/compaction.ts'
import { count } from '../../ui/format.ts'
import { KIND_NAMES, tokens } from './words.ts'

/** How full the window is: as counted where it was counted, its parts by estimated share, and where it is compacted. */
export function ContextBar({ report }: { report: ContextReport }) {
  const { measuredTokens, estimatedTokens, windowTokens, compactAtTokens, kinds } = report
  const held = measuredTokens ?? estimatedTokens
  const scale = estimatedTokens > 0 ? held / estimatedTokens / windowTokens : 0
  const percent = Math.min(100, Math.round((held / windowTokens) * 100))
  const mark = Math.min(100, (compactAtTokens / windowTokens) * 100)
  return (
    <>
      <div
        className="contextPane-bar"
        role="meter"
        aria-label="Context window used"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${percent} %, ${tokens(held)}`}
      >
        <div className="contextPane-parts">
          {kinds.map(({ kind, tokens: size }) => (
            <div
              key={kind}
              className={`contextPane-part-fill ${kind}`}
              style={{ width: `${size * scale * 100}%` }}
              title={`${KIND_NAMES[kind]}: about ${count(size)}`}
            />
          ))}
        </div>
        <div className="contextPane-mark" style={{ left: `${mark}%` }} />
      </div>
      <p className="contextPane-note">
        {percent} % in use.{' '}
        {compactAtTokens <= windowTokens ? `Compacted at ${count(compactAtTokens)}` : 'Never compacted'} by itself.
      </p>
      <dl className="contextPane-facts">
        <Fact
          name="With the last answer"
          value={measuredTokens === null ? 'not counted yet' : tokens(measuredTokens)}
        />
        <Fact name="Estimate of what is sent next" value={`about ${tokens(estimatedTokens)}`} />
      </dl>
    </>
  )
}

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div className="contextPane-row">
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)
