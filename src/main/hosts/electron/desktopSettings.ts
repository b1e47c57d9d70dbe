import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { DesktopSettings } from '../../../contract/desktop.ts'

/** Reads the settings. What is missing or damaged is as at first: nothing in them is precious. */
export function readDesktopSettings(path: string): DesktopSettings {
  try {
    return DesktopSettings.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return DesktopSettings.parse(undefined)
  }
}

/** Keeps the settings. Throws what the disk says. */
export function writeDesktopSettings(path: string, settings: DesktopSettings): void {
  writeFileSync(`${path}.next`, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.next`, path)
}
