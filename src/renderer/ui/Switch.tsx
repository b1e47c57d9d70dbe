import './switch.css'

interface SwitchProps {
  label: string
  on: boolean
  onChange(on: boolean): void
  /** False where the arrows of a list lead past it, and a key of the list turns it. */
  tabStop?: boolean
}

/** On or off. `label` names it; what it means stands beside it. */
export const Switch = ({ label, on, onChange, tabStop = true }: SwitchProps) => (
  <button
    type="button"
    role="switch"
    aria-checked={on}
    aria-label={label}
    title={label}
    tabIndex={tabStop ? undefined : -1}
    className="switch"
    onClick={() => onChange(!on)}
  >
    <span className="switchKnob" />
  </button>
)
