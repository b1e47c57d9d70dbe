import type { DesktopSettings, DesktopState, MenuWords } from '../../contract/desktop.ts'

/** What the host with the window does for clients, beyond what any engine can. */
export interface DesktopHost {
  /** Tells the state now and after each change. Returns a function that stops. */
  watch(tell: (state: DesktopState) => void): () => void
  /** Rejects with `settings.invalid` or `home.notWritable`. */
  configure(settings: DesktopSettings): Promise<void>
  announce(words: MenuWords): void
  /** Null when nobody chose a folder. */
  chooseFolder(asked: { title: string; start?: string | undefined }): Promise<string | null>
  /** Where a copy of a file shall go; null when nobody said. */
  chooseCopy(asked: { name: string }): Promise<string | null>
  showFolder(path: string): Promise<void>
  update(step: 'check' | 'restart'): Promise<void>
}

/** Hides texts with a secret of the system that only this user's programs get. Null where there is none. */
export interface Sealer {
  seal(text: string): string | null
  /** Null for what another user or machine sealed. */
  unseal(sealed: string): string | null
}
