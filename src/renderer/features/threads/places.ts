import { BookOpen, History, Inbox, Plug, Settings, Shield, SlidersHorizontal } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { RoomId } from '../../state/layout.ts'
import { t } from '../../ui/i18n/t.ts'

/** How a room is called, and its sign in the sidebar and on its tab. */
export interface Place {
  name: string
  icon: LucideIcon
}

export const PLACES: Readonly<Record<RoomId, Place>> = {
  inbox: { name: t('Inbox'), icon: Inbox },
  sessions: { name: t('Sessions'), icon: History },
  skills: { name: t('Skills'), icon: BookOpen },
  profiles: { name: t('Profiles'), icon: SlidersHorizontal },
  rules: { name: t('Rules'), icon: Shield },
  mcp: { name: t('MCP servers'), icon: Plug },
  settings: { name: t('Settings'), icon: Settings },
}
