import './button.css'
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import type { LucideIcon } from 'lucide-react'
import { Icon } from './Icon.tsx'
import { Kbd } from './Kbd.tsx'
import { Tooltip } from './Tooltip.tsx'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `fill` at most once a card; `line` for its neighbours; `quiet` for the rest. */
  look?: 'fill' | 'line' | 'quiet' | 'danger'
  chord?: string
  icon?: LucideIcon
  children: ReactNode
  ref?: Ref<HTMLButtonElement>
}

export function Button({ look = 'line', chord, icon, children, className = '', ...rest }: ButtonProps) {
  return (
    <button type="button" className={`button ${look} ${className}`} {...rest}>
      {icon && <Icon of={icon} />}
      <span className="buttonText">{children}</span>
      {chord && <Kbd chord={chord} />}
    </button>
  )
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: LucideIcon
  /** Its name: read aloud, and shown on hover. */
  label: string
  chord?: string
  size?: number
  ref?: Ref<HTMLButtonElement>
}

export function IconButton({ icon, label, chord, size, className = '', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} chord={chord}>
      <button type="button" aria-label={label} className={`iconButton ${className}`} {...rest}>
        <Icon of={icon} size={size} />
      </button>
    </Tooltip>
  )
}
