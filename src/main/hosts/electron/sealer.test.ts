import { expect, test } from 'vitest'
import { createSealer } from './sealer.ts'

const storage = (over: object = {}) =>
  ({
    isEncryptionAvailable: () => true,
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptString: (text: string) => Buffer.from(`sealed:${text}`),
    decryptString(sealed: Buffer) {
      if (!String(sealed).startsWith('sealed:')) throw new Error('Error while decrypting the ciphertext')
      return String(sealed).slice('sealed:'.length)
    },
    ...over,
  }) as Parameters<typeof createSealer>[0]

test('what was sealed comes back, and does not show', () => {
  const { seal, unseal } = createSealer(storage(), 'linux')
  const sealed = seal('sk-1234') ?? ''
  expect(sealed).not.toContain('sk-1234')
  expect(unseal(sealed)).toBe('sk-1234')
})

test('nothing is sealed with a secret that everybody knows, or with none', () => {
  const basic = { getSelectedStorageBackend: () => 'basic_text' }
  expect(createSealer(storage(basic), 'linux').seal('x')).toBeNull()
  expect(createSealer(storage(basic), 'darwin').seal('x'), 'only Linux has that fallback').not.toBeNull()
  expect(createSealer(storage({ isEncryptionAvailable: () => false }), 'win32').seal('x')).toBeNull()
})

test('what another machine sealed is nothing', () => {
  expect(createSealer(storage(), 'linux').unseal(Buffer.from('else').toString('base64'))).toBeNull()
})
