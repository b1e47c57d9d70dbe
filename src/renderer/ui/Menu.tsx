import './menu.css'
import { Check } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { Icon } from './Icon.tsx'
import { Kbd } from './Kbd.tsx'

interface MenuProps {
  trigger: ReactElement
  children: ReactNode
  side?: 'top' | 'bottom'
  align?: 'start' | 'end'
  /** For keyboard shortcuts that open it. */
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** Takes the focus once the menu is closed, in place of its trigger. */
  onClosed?: () => void
}

/** A menu below or above its trigger. Not modal: the page behind keeps scrolling and needs no style of ours. */
export function Menu({ trigger, children, side = 'bottom', align = 'start', open, onOpenChange, onClosed }: MenuProps) {
  const onCloseAutoFocus = (event: Event) => {
    if (!onClosed) return
    event.preventDefault()
    onClosed()
  }
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu"
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          onCloseAutoFocus={onCloseAutoFocus}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

interface MenuItemProps {
  onSelect(): void
  icon?: LucideIcon
  chord?: string
  disabled?: boolean
  children: ReactNode
}

export function MenuItem({ onSelect, icon, chord, disabled, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item className="menuItem" onSelect={onSelect} disabled={disabled}>
      {icon && <Icon of={icon} />}
      <span className="menuText">{children}</span>
      {chord && <Kbd chord={chord} plain />}
    </DropdownMenu.Item>
  )
}

export interface MenuChoice<T extends string> {
  value: T
  name: string
  /** What choosing it means, in plain words. */
  about?: string
  detail?: string
  disabled?: boolean
}

interface MenuChoicesProps<T extends string> {
  title: string
  value: T
  choices: readonly MenuChoice<T>[]
  onChange(value: T): void
  /** Leave the menu open after a choice, where the menu holds more than one. */
  stay?: boolean
}

export function MenuChoices<T extends string>({ title, value, choices, onChange, stay }: MenuChoicesProps<T>) {
  return (
    <>
      <DropdownMenu.Label className="menuTitle">{title}</DropdownMenu.Label>
      <DropdownMenu.RadioGroup value={value} onValueChange={next => onChange(next as T)}>
        {choices.map(choice => (
          <DropdownMenu.RadioItem
            key={choice.value}
            value={choice.value}
            disabled={choice.disabled}
            className="menuItem choice"
            onSelect={stay ? event => event.preventDefault() : undefined}
          >
            <span className="menuText">
              <span className="menuName">{choice.name}</span>
              {choice.about && <span className="menuAbout">{choice.about}</span>}
            </span>
            {choice.detail && <span className="menuDetail">{choice.detail}</span>}
            <span className="menuCheck">
              <DropdownMenu.ItemIndicator>
                <Icon of={Check} size={14} />
              </DropdownMenu.ItemIndicator>
            </span>
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  )
}

interface MenuToggleProps {
  on: boolean
  onChange(on: boolean): void
  disabled?: boolean
  about?: string
  children: ReactNode
}

export function MenuToggle({ on, onChange, disabled, about, children }: MenuToggleProps) {
  return (
    <DropdownMenu.CheckboxItem
      className="menuItem choice"
      checked={on}
      disabled={disabled}
      onCheckedChange={onChange}
      onSelect={event => event.preventDefault()}
    >
      <span className="menuText">
        <span className="menuName">{children}</span>
        {about && <span className="menuAbout">{about}</span>}
      </span>
      <span className="menuCheck">
        <DropdownMenu.ItemIndicator>
          <Icon of={Check} size={14} />
        </DropdownMenu.ItemIndicator>
      </span>
    </DropdownMenu.CheckboxItem>
  )
}

/** What the items below it have in common. */
export const MenuTitle = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Label className="menuTitle">{children}</DropdownMenu.Label>
)

export const MenuRule = () => <DropdownMenu.Separator className="menuRule" />
