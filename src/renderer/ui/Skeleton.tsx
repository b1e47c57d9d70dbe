import './skeleton.css'

/** Grey bars where text will be in a moment. */
export function Skeleton({ lines, label }: { lines: readonly number[]; label: string }) {
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {lines.map((percent, index) => (
        <div key={index} className="skeletonLine" style={{ width: `${percent}%` }} />
      ))}
    </div>
  )
}
