import type { ContextReport } from '../../../contract/compaction.ts'
import { count } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
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
        aria-label={t('Context window used')}
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
              title={t('{kind}: about {size}', { kind: KIND_NAMES[kind], size: count(size) })}
            />
          ))}
        </div>
        <div className="contextPane-mark" style={{ left: `${mark}%` }} />
      </div>
      <p className="contextPane-note">
        {compactAtTokens <= windowTokens
          ? t('{percent} % in use. Compacted at {size} by itself.', { percent, size: count(compactAtTokens) })
          : t('{percent} % in use. Never compacted by itself.', { percent })}
      </p>
      <dl className="contextPane-facts">
        <Fact
          name={t('With the last answer')}
          value={measuredTokens === null ? t('not counted yet') : tokens(measuredTokens)}
        />
        <Fact name={t('Estimate of what is sent next')} value={t('about {size}', { size: tokens(estimatedTokens) })} />
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
