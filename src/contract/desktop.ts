import { z } from 'zod'
import { command, query, subscription } from './procedure.ts'

const NO_UPDATES = { on: false, feed: '' }
const FIRST = {
  tray: true,
  badge: true,
  progress: true,
  attention: false,
  keepAwake: true,
  shortcut: null,
  updates: NO_UPDATES,
}

/** How the desktop around the window behaves. Whatever cannot be used reads as it is at first. */
export const DesktopSettings = z
  .object({
    /** A sign among those of the system, with a menu. */
    tray: z.boolean().catch(FIRST.tray),
    /** A number on the application's sign: what waits. */
    badge: z.boolean().catch(FIRST.badge),
    /** A moving bar on the application's sign while turns run. */
    progress: z.boolean().catch(FIRST.progress),
    /** The application's sign moves when something begins to wait. */
    attention: z.boolean().catch(FIRST.attention),
    /** The system does not fall asleep while turns run. */
    keepAwake: z.boolean().catch(FIRST.keepAwake),
    /** A chord that brings Heddle forward from anywhere, e.g. `mod+alt+h`; null for none. */
    shortcut: z.string().min(1).max(60).nullable().catch(FIRST.shortcut),
    /** Where newer versions are published, and whether to look there at all. */
    updates: z
      .object({ on: z.boolean().catch(NO_UPDATES.on), feed: z.string().max(2000).catch(NO_UPDATES.feed) })
      .catch(NO_UPDATES),
  })
  .catch(FIRST)
export type DesktopSettings = z.infer<typeof DesktopSettings>

/** How far an update is. `off` also says why it cannot be otherwise, where that is so. */
export const UpdateState = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('off'), why: z.string().nullable() }),
  z.object({ phase: z.literal('idle') }),
  z.object({ phase: z.literal('checking') }),
  z.object({ phase: z.literal('current') }),
  z.object({ phase: z.literal('loading'), version: z.string(), percent: z.number() }),
  z.object({ phase: z.literal('ready'), version: z.string() }),
  z.object({ phase: z.literal('failed'), why: z.string() }),
])
export type UpdateState = z.infer<typeof UpdateState>

/** The desktop as it is now. */
export const DesktopState = z.object({
  settings: DesktopSettings,
  /** Whether the chord that is asked for is ours, or another program has it. */
  shortcut: z.enum(['off', 'on', 'taken']),
  update: UpdateState,
})
export type DesktopState = z.infer<typeof DesktopState>

/** What the application's menu says: names and chords by the id of a command or of a heading. */
export const MenuWords = z.object({
  names: z.record(z.string().max(60), z.string().max(120)),
  chords: z.record(z.string().max(60), z.string().max(60)),
})
export type MenuWords = z.infer<typeof MenuWords>

/** A report about something that ended without being asked to. */
export const CrashReport = z.object({
  name: z.string(),
  at: z.number(),
  /** Its first line. */
  title: z.string(),
  text: z.string(),
})
export type CrashReport = z.infer<typeof CrashReport>

const Nothing = z.object({})

export const desktopRoutes = {
  /** The desktop and every change of it; null where there is no desktop: in a browser, or behind another program. */
  'desktop/watch': subscription({ params: Nothing, frame: z.object({ state: DesktopState.nullable() }) }),
  'desktop/configure': command({
    params: z.object({ settings: DesktopSettings }),
    result: Nothing,
    failures: ['desktop.absent', 'settings.invalid', 'home.notWritable'],
  }),
  /** Tells the application's menu how its commands are called and reached in this window. */
  'desktop/announce': command({ params: MenuWords, result: Nothing, failures: ['desktop.absent'] }),
  /** Asks for a folder in the system's own dialog. Null when nobody chose one. */
  'desktop/chooseFolder': command({
    params: z.object({ title: z.string().max(200), start: z.string().optional() }),
    result: z.object({ path: z.string().nullable() }),
    failures: ['desktop.absent'],
  }),
  /** Puts a copy of a file of the home's exports where the user says. Null when they said nowhere. */
  'desktop/saveCopy': command({
    params: z.object({ path: z.string() }),
    result: z.object({ path: z.string().nullable() }),
    failures: ['desktop.absent', 'workspace.notFound', 'workspace.notReadable'],
  }),
  /** Looks for a newer version, or begins anew as the one that is ready. */
  'desktop/update': command({
    params: z.object({ step: z.enum(['check', 'restart']) }),
    result: Nothing,
    failures: ['desktop.absent'],
  }),

  /** Reports of crashes, newest first, and the folder they are in. They never leave this machine by themselves. */
  'crash/list': query({ params: Nothing, result: z.object({ folder: z.string(), reports: z.array(CrashReport) }) }),
  /** Shows their folder in the system's file manager. */
  'crash/showFolder': command({ params: Nothing, result: Nothing, failures: ['desktop.absent'] }),
  'crash/clear': command({ params: Nothing, result: Nothing, failures: ['home.notWritable'] }),
} as const
