import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createKeys } from './keys.ts'

const KEY = 'canary-5b1e77-only-here'
const openai = { id: 'openai', baseUrl: 'https://api.openai.com/v1' }
const mine = { id: 'mine', baseUrl: 'https://models.example.com/v1' }

let home: string
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'heddle-keys-'))))
afterEach(() => rmSync(home, { recursive: true, force: true }))

const auth = () => join(home, 'auth.json')
const written = () => readFileSync(auth(), 'utf8')
const inFile = () => createKeys({ home, platform: 'win32', environment: {} })

describe('without a keychain', () => {
  test('a key is kept in a file of this user alone, and is there for the next process', async () => {
    expect(await inFile().get(mine)).toBeNull()
    expect(await inFile().set(mine, KEY)).toBe('file')
    expect(statSync(auth()).mode & 0o777).toBe(0o600)
    expect(await inFile().get(mine)).toBe(KEY)
    expect(await inFile().placeOf(mine)).toBe('file')
    expect(await inFile().get(openai)).toBeNull()
  })

  test('a key goes to no other origin than the one it was entered for', async () => {
    const keys = inFile()
    await keys.set(mine, KEY)
    expect(await keys.get({ ...mine, baseUrl: 'https://models.example.com/v2' })).toBe(KEY)
    for (const baseUrl of [
      'https://evil.example.com/v1',
      'http://models.example.com/v1',
      'https://models.example.com:8443',
    ]) {
      expect(await keys.get({ ...mine, baseUrl }), baseUrl).toBeNull()
      expect(await keys.placeOf({ ...mine, baseUrl }), baseUrl).toBeNull()
    }
  })

  test('what else stands in the file stays, and a file that others could read is closed', async () => {
    writeFileSync(auth(), '{"OPENAI_API_KEY":"of-codex","tokens":{"id":"t-1"}}', { mode: 0o644 })
    const keys = inFile()
    expect(await keys.get(openai)).toBe('of-codex')
    await keys.set(openai, KEY)
    expect(await keys.get(openai)).toBe(KEY)
    expect(JSON.parse(written())).toMatchObject({ OPENAI_API_KEY: 'of-codex', tokens: { id: 't-1' } })
    expect(statSync(auth()).mode & 0o777).toBe(0o600)
    await keys.forget('openai')
    expect(await keys.get(openai)).toBeNull()
    expect(JSON.parse(written())).toEqual({ tokens: { id: 't-1' }, keys: {} })
  })

  test('keys of the first format are read', async () => {
    writeFileSync(auth(), '{"keys":{"mine":"older"}}')
    expect(await inFile().get(mine)).toBe('older')
  })

  test('a damaged file holds no key, and is not written over', async () => {
    writeFileSync(auth(), '{"OPENAI_API_KEY": "k')
    expect(await inFile().get(openai)).toBeNull()
    await expect(inFile().set(mine, KEY)).rejects.toMatchObject({ code: 'home.notWritable' })
    expect(written()).toBe('{"OPENAI_API_KEY": "k')
  })

  test('names of the prototype are no providers', async () => {
    await inFile().set(mine, KEY)
    expect(await inFile().get({ ...mine, id: 'constructor' })).toBeNull()
    expect(await inFile().get({ ...mine, id: '__proto__' })).toBeNull()
  })
})

// Programs that do as the real ones do, and write down how they were called.
const PROGRAMS = {
  linux: {
    name: 'secret-tool',
    text: `case "$1" in
store) cat > "$STORE/secret" ;;
lookup) cat "$STORE/secret" ;;
clear) rm -f "$STORE/secret" ;;
esac`,
  },
  darwin: {
    name: 'security',
    text: `case "$1" in
-i) read -r line; printf '%s' "$line" | sed 's/.* -X //' | sed 's/../\\\\x&/g' | xargs -0 printf '%b' > "$STORE/secret" ;;
find-generic-password) cat "$STORE/secret" && echo ;;
delete-generic-password) rm -f "$STORE/secret" ;;
esac`,
  },
} as const

describe.each(['linux', 'darwin'] as const)('with the keychain of %s', platform => {
  const store = () => join(home, 'store')
  const withKeychain = (text: string = PROGRAMS[platform].text) => {
    const bin = join(home, 'bin')
    mkdirSync(bin, { recursive: true })
    mkdirSync(store(), { recursive: true })
    const program = join(bin, PROGRAMS[platform].name)
    const head = `#!/bin/bash\nSTORE='${store()}'\necho "$@" >> "$STORE/calls"\nenv >> "$STORE/calls"\n`
    writeFileSync(program, head + text)
    chmodSync(program, 0o700)
    const environment = {
      PATH: `${bin}:${process.env.PATH}`,
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere',
      OPENAI_API_KEY: 'of-the-environment',
    }
    return createKeys({ home, platform, environment })
  }

  test('the key is there and nowhere else: not in the file, nor in arguments or variables of a process', async () => {
    expect(await withKeychain().set(mine, KEY)).toBe('keychain')
    expect(readFileSync(join(store(), 'secret'), 'utf8')).toBe(KEY)
    expect(await withKeychain().get(mine)).toBe(KEY)
    expect(await withKeychain().placeOf(mine)).toBe('keychain')
    expect(written()).not.toContain(KEY)
    const calls = readFileSync(join(store(), 'calls'), 'utf8')
    expect(calls).not.toContain(KEY)
    expect(calls).not.toContain(Buffer.from(KEY).toString('hex'))
    expect(calls).not.toContain('of-the-environment')
    expect(await withKeychain().get({ ...mine, baseUrl: 'https://evil.example.com' })).toBeNull()
  })

  test('a key that is forgotten is gone from both', async () => {
    const keys = withKeychain()
    await keys.set(mine, KEY)
    await keys.forget('mine')
    expect(await keys.get(mine)).toBeNull()
    expect(() => readFileSync(join(store(), 'secret'))).toThrow()
  })

  test('a keychain that keeps nothing is told by reading back, and the file has the key', async () => {
    expect(await withKeychain('exit 0').set(mine, KEY)).toBe('file')
    expect(await inFile().get(mine)).toBe(KEY)
    expect(await withKeychain('exit 1').set(mine, `${KEY}2`)).toBe('file')
  })
})

describe('without a keychain, with a host that seals', () => {
  const sealer = {
    seal: (text: string) => Buffer.from(text).toString('hex'),
    unseal: (sealed: string) => Buffer.from(sealed, 'hex').toString(),
  }
  const options = () => ({ home, platform: 'win32' as const, environment: {} })

  test('the file has the key sealed, and only that host can read it', async () => {
    const keys = createKeys({ ...options(), sealer })
    expect(await keys.set(mine, KEY)).toBe('keychain')
    expect(written()).not.toContain(KEY)
    expect(await createKeys({ ...options(), sealer }).get(mine)).toBe(KEY)
    expect(await createKeys({ ...options(), sealer }).placeOf(mine)).toBe('keychain')
    expect(await createKeys(options()).get(mine)).toBeNull()
    await keys.forget('mine')
    expect(await createKeys({ ...options(), sealer }).get(mine)).toBeNull()
  })

  test('a key that was read is known as a secret', async () => {
    const keys = createKeys({ ...options(), sealer })
    await keys.set(mine, KEY)
    await keys.get(mine)
    expect(await keys.secrets()).toContain(KEY)
  })

  test('a host that cannot seal now leaves it to the file', async () => {
    const keys = createKeys({ ...options(), sealer: { ...sealer, seal: () => null } })
    expect(await keys.set(mine, KEY)).toBe('file')
    expect(await keys.get(mine)).toBe(KEY)
  })
})
