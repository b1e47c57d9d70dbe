import './picker.css'
import { ChevronDown } from 'lucide-react'
import type { ButtonHTMLAttributes, Ref } from 'react'
import { Icon } from './Icon.tsx'
import { Menu, MenuChoices } from './Menu.tsx'
import type { MenuChoice } from './Menu.tsx'

interface PickerProps<T extends string> {
  /** What is chosen, for screen readers and as the title of the menu. */
  label: string
  value: T
  choices: readonly MenuChoice<T>[]
  onChange(value: T): void
  align?: 'start' | 'end'
  disabled?: boolean
}

/** One of several, behind a button that shows the choice. */
export function Picker<T extends string>({ label, value, choices, onChange, align, disabled }: PickerProps<T>) {
  const name = choices.find(choice => choice.value === value)?.name ?? value
  return (
    <Menu align={align} trigger={<Trigger label={label} name={name} disabled={disabled} />}>
      <MenuChoices title={label} value={value} choices={choices} onChange={onChange} />
    </Menu>
  )
}

interface TriggerProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string
  name: string
  ref?: Ref<HTMLButtonElement>
}

const Trigger = ({ label, name, ...rest }: TriggerProps) => (
  <button type="button" className="picker" aria-label={`${label}: ${name}`} {...rest}>
    <span className="truncate">{name}</span>
    <Icon of={ChevronDown} size={12} />
  </button>
)
