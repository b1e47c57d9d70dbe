import './roomPage.css'
import { lazy, Suspense, useEffect, useRef } from 'react'
import type { ComponentType } from 'react'
import type { RoomId } from '../state/layout.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { t } from '../ui/i18n/t.ts'

/** Rooms load when they are first opened: the first window needs none of them. */
const ROOMS: Readonly<Record<RoomId, ComponentType>> = {
  inbox: lazy(async () => ({ default: (await import('../features/inbox/index.ts')).InboxRoom })),
  sessions: lazy(async () => ({ default: (await import('../features/sessions/index.ts')).SessionsRoom })),
  skills: lazy(async () => ({ default: (await import('../features/skills/index.ts')).SkillsRoom })),
  profiles: lazy(async () => ({ default: (await import('../features/profiles/index.ts')).ProfilesRoom })),
  rules: lazy(async () => ({ default: (await import('../features/rules/index.ts')).RulesRoom })),
  settings: lazy(async () => ({ default: (await import('../features/settings/index.ts')).SettingsRoom })),
  mcp: lazy(async () => ({ default: (await import('../features/mcp/index.ts')).McpRoom })),
}

/** A room in place of a thread. When it opens, the focus is on its heading, or where the room itself put it. */
export function RoomPage({ room }: { room: RoomId }) {
  const page = useRef<HTMLDivElement>(null)
  const Room = ROOMS[room]
  const arrive = () => {
    if (!page.current?.contains(document.activeElement)) page.current?.querySelector('h1')?.focus()
  }
  return (
    <div ref={page} className="roomPage">
      <Suspense fallback={<RoomSkeleton />}>
        <Room />
        <Arrival onArrive={arrive} />
      </Suspense>
    </div>
  )
}

/** Shows with the room, so its effect runs when the room is there. */
function Arrival({ onArrive }: { onArrive(): void }) {
  const arrive = useRef(onArrive)
  useEffect(() => arrive.current(), [])
  return null
}

const RoomSkeleton = () => (
  <div className="roomSkeleton">
    <Skeleton lines={[20, 60, 45, 70]} label={t('Loading')} />
  </div>
)
