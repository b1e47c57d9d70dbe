import { BookOpen, History, Inbox, Plug, Shield, SlidersHorizontal } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { RoomId } from '../../state/layout.ts'
import { CHORDS } from '../../ui/chords.ts'

/** How a room is called, and its sign in the sidebar and on its tab. */
export interface Place {
  name: string
  icon: LucideIcon
  chord?: string
}

export const PLACES: Readonly<Record<RoomId, Place>> = {
  inbox: { name: 'Inbox', icon: Inbox, chord: CHORDS.inbox },
  sessions: { name: 'Sessions', icon: History, chord: CHORDS.sessions },
  skills: { name: 'Skills', icon: BookOpen },
  profiles: { name: 'Profiles', icon: SlidersHorizontal },
  rules: { name: 'Rules', icon: Shield },
  mcp: { name: 'MCP servers', icon: Plug },
}
