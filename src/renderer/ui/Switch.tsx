import './switch.css'

/** On or off. `label` names it; what it means stands beside it. */
export const Switch = ({ label, on, onChange }: { label: string; on: boolean; onChange(on: boolean): void }) => (
  <button
    type="button"
    role="switch"
    aria-checked={on}
    aria-label={label}
    title={label}
    className="switch"
    onClick={() => onChange(!on)}
  >
    <span className="switchKnob" />
  </button>
)
