import type { SafeStorage } from 'electron'
import type { Sealer } from '../../engine/engine.ts'

type Storage = Pick<
  SafeStorage,
  'isEncryptionAvailable' | 'encryptString' | 'decryptString' | 'getSelectedStorageBackend'
>

/** Seals texts with the system's secret. Asked anew each time: a keychain may be unlocked, or locked, meanwhile. */
export function createSealer(storage: Storage, platform: NodeJS.Platform): Sealer {
  // Without a keychain Linux falls back to a password that is in Chromium's sources: that is no sealing.
  const isSafe = () =>
    storage.isEncryptionAvailable() && (platform !== 'linux' || storage.getSelectedStorageBackend() !== 'basic_text')
  return {
    seal: text => (isSafe() ? storage.encryptString(text).toString('base64') : null),
    unseal(sealed) {
      try {
        return isSafe() ? storage.decryptString(Buffer.from(sealed, 'base64')) : null
      } catch {
        return null // sealed by another user, on another machine, or before the keychain was made anew
      }
    },
  }
}
