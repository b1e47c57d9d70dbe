import { BookOpen, History, Inbox, Plug, Settings, Shield, SlidersHorizontal } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { RoomId } from '../../state/layout.ts'

/** How a room is called, and its sign in the sidebar and on its tab. */
export interface Place {
  name: string
  icon: LucideIcon
}

export const PLACES: Readonly<Record<RoomId, Place>> = {
  inbox: { name: 'Inbox', icon: Inbox },
  sessions: { name: 'Sessions', icon: History },
  skills: { name: 'Skills', icon: BookOpen },
  profiles: { name: 'Profiles', icon: SlidersHorizontal },
  rules: { name: 'Rules', icon: Shield },
  mcp: { name: 'MCP servers', icon: Plug },
  settings: { name: 'Settings', icon: Settings },
}
