import './segmented.css'

interface SegmentedProps<T extends string> {
  label: string
  value: T
  options: readonly { value: T; name: string }[]
  onChange(value: T): void
}

/** A choice among a few, all visible. Arrow keys move it, as radio buttons do. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  return (
    <div className="segmented" role="radiogroup" aria-label={label}>
      {options.map(option => (
        <label key={option.value} className={option.value === value ? 'segment on' : 'segment'}>
          <input
            type="radio"
            className="srOnly"
            name={label}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.name}
        </label>
      ))}
    </div>
  )
}
