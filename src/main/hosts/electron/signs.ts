import type { App, BrowserWindow, PowerSaveBlocker } from 'electron'
import type { DesktopSettings } from '../../../contract/desktop.ts'
import type { TraySign, WaitingThread } from './tray.ts'

/** What goes on in all threads, as far as it shows outside the window. */
export interface Work {
  /** Turns that run. */
  running: number
  /** Threads that wait. */
  waiting: readonly WaitingThread[]
  /** Approvals and questions that wait. */
  asked: number
}

export interface SignsDeps {
  app: Pick<App, 'setBadgeCount' | 'dock'>
  BrowserWindow: Pick<typeof BrowserWindow, 'getAllWindows' | 'getFocusedWindow'>
  powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop'>
  tray: Pick<TraySign, 'tell'>
  settings(): DesktopSettings
}

export interface Signs {
  tell(work: Work): void
  /** Shows everything anew, under other settings. */
  refresh(): void
}

/** Electron's word for a bar that only moves. */
const MOVING = 2
const NO_BAR = -1

/** Shows outside the window that something waits or runs, and keeps the system awake meanwhile. */
export function createSigns({ app, BrowserWindow, powerSaveBlocker, tray, settings }: SignsDeps): Signs {
  let work: Work = { running: 0, waiting: [], asked: 0 }
  let blocker: number | null = null

  const stayAwake = (wanted: boolean) => {
    if (wanted && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
    if (wanted || blocker === null) return
    powerSaveBlocker.stop(blocker)
    blocker = null
  }
  const callForAttention = () => {
    if (BrowserWindow.getFocusedWindow() !== null) return
    if (app.dock) app.dock.bounce('informational')
    else for (const window of BrowserWindow.getAllWindows()) window.flashFrame(true)
  }
  const refresh = () => {
    const { badge, progress, keepAwake } = settings()
    app.setBadgeCount(badge ? work.asked : 0)
    stayAwake(keepAwake && work.running > 0)
    for (const window of BrowserWindow.getAllWindows()) {
      window.setProgressBar(progress && work.running > 0 ? MOVING : NO_BAR)
    }
    tray.tell(work.waiting)
  }
  return {
    refresh,
    tell(next) {
      const isNew = next.asked > work.asked
      work = next
      refresh()
      if (isNew && settings().attention) callForAttention()
    },
  }
}
