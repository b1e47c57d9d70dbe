import './progress.css'

/** A bar for something that is counted. While the end is not known (`of` 0) it only shows that something goes on. */
export function Progress({ label, done, of }: { label: string; done: number; of: number }) {
  const known = of > 0
  return (
    <div
      className={known ? 'progress' : 'progress unknown'}
      role="progressbar"
      aria-label={label}
      {...(known ? { 'aria-valuenow': Math.min(done, of), 'aria-valuemin': 0, 'aria-valuemax': of } : {})}
    >
      <div className="progressDone" style={known ? { width: `${Math.min(100, (done / of) * 100)}%` } : undefined} />
    </div>
  )
}
