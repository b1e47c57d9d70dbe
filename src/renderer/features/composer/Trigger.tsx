import { ChevronDown } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, Ref } from 'react'
import { Icon } from '../../ui/Icon.tsx'

interface TriggerProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What the menu chooses, for screen readers. */
  about: string
  value: string
  icon?: LucideIcon
  ref?: Ref<HTMLButtonElement>
}

/** The button of a picker below the field: what is chosen. */
export function Trigger({ about, value, icon, className = '', ...rest }: TriggerProps) {
  return (
    <button type="button" aria-label={`${about}: ${value}`} className={`composer-picker ${className}`} {...rest}>
      {icon && <Icon of={icon} size={13} />}
      <span className="truncate">{value}</span>
      <Icon of={ChevronDown} size={12} />
    </button>
  )
}
