import { openTab, roomTab } from './layout.ts'
import { updateLayout } from './store.ts'
import type { AppStore } from './store.ts'

/** The pages of the settings room, in their order. */
export const SETTINGS_PAGES = [
  'general',
  'desktop',
  'notifications',
  'providers',
  'features',
  'hooks',
  'shortcuts',
  'storage',
  'about',
] as const
export type SettingsPage = (typeof SETTINGS_PAGES)[number]

/** Opens the settings: a page of them, or the one that was open last. */
export function openSettings(store: AppStore, page?: SettingsPage): void {
  if (page !== undefined) store.setState({ settingsPage: page })
  updateLayout(store, layout => openTab(layout, roomTab('settings')))
}
