import { Layers } from 'lucide-react'
import { t, tn } from '../../ui/i18n/t.ts'
import { Menu, MenuItem, MenuTitle } from '../../ui/Menu.tsx'
import { attachmentsFrom, wordsFor } from './attachments.ts'
import type { Stashed } from './stash.ts'
import { Trigger } from './Trigger.tsx'

interface StashMenuProps {
  stash: readonly Stashed[]
  open: boolean
  onOpenChange(open: boolean): void
  onTake(one: Stashed): void
  /** Takes the focus once it is closed. */
  onClosed(): void
}

/** What was put aside, to be taken back into the field. */
export function StashMenu({ stash, open, onOpenChange, onTake, onClosed }: StashMenuProps) {
  if (stash.length === 0) return null
  return (
    <Menu
      side="top"
      align="end"
      open={open}
      onOpenChange={onOpenChange}
      onClosed={onClosed}
      trigger={
        <Trigger about={t('Put aside')} value={t('{n} aside', { n: stash.length })} icon={Layers} className="stash" />
      }
    >
      <MenuTitle>{tn(stash.length, '{n} message put aside', '{n} messages put aside')}</MenuTitle>
      {stash.map(one => (
        <MenuItem key={one.id} onSelect={() => onTake(one)}>
          {labelOf(one)}
        </MenuItem>
      ))}
    </Menu>
  )
}

const labelOf = ({ text, attached }: Stashed): string => {
  const words = text.replaceAll(/\s+/g, ' ').trim().slice(0, 80)
  return words === '' ? attachmentsFrom(attached).map(wordsFor).join(', ') : words
}
