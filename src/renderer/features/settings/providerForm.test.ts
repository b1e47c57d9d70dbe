import { expect, test } from 'vitest'
import { addressWarning, EMPTY_PROVIDER, idFor, keyWords, readProvider, TEMPLATES } from './providerForm.ts'

const form = { ...EMPTY_PROVIDER, name: ' My Models ', baseUrl: 'https://models.example.com/v1/ ' }

test('an id comes from the name, and is no one else’s', () => {
  expect(idFor('My Models (EU)', [])).toBe('my-models-eu')
  expect(idFor('Ollama', ['ollama', 'ollama-2'])).toBe('ollama-3')
  expect(idFor('日本', [])).toBe('provider')
})

test('what is typed becomes settings', () => {
  expect(readProvider({ ...form, envKey: ' MY_KEY ' }, ['openai'])).toEqual({
    id: 'my-models',
    settings: { name: 'My Models', baseUrl: 'https://models.example.com/v1', wireApi: 'chat', envKey: 'MY_KEY' },
    problems: {},
  })
})

test.each([
  [{ name: '  ' }, 'name'],
  [{ id: 'a b' }, 'id'],
  [{ id: 'openai' }, 'id'],
  [{ baseUrl: 'models.example.com' }, 'baseUrl'],
  [{ baseUrl: 'file:///etc/passwd' }, 'baseUrl'],
  [{ baseUrl: 'https://ada:secret@models.example.com' }, 'baseUrl'],
  [{ envKey: 'sk-1234' }, 'envKey'],
])('%j cannot be taken', (part, field) => {
  expect(Object.keys(readProvider({ ...form, ...part }, ['openai']).problems)).toEqual([field])
})

test.each(TEMPLATES)('the template of $name can be taken as it is', filled => {
  expect(readProvider(filled, ['openai']).problems).toEqual({})
})

test('a key on its way over plain http is warned of, but not on this machine', () => {
  expect(addressWarning('http://models.example.com/v1')).toMatch(/Without https/)
  for (const here of ['http://localhost:1234/v1', 'http://127.0.0.1:8080', 'https://models.example.com', '']) {
    expect(addressWarning(here), here).toBeNull()
  }
})

test('where a key comes from, in words', () => {
  expect(keyWords({ key: 'stored', keptIn: 'keychain', envKey: null })).toBe('Key kept in the keychain')
  expect(keyWords({ key: 'environment', keptIn: 'file', envKey: 'A_KEY' })).toBe(
    'Key from A_KEY, not the one kept here',
  )
  expect(keyWords({ key: 'none', keptIn: null, envKey: 'A_KEY' })).toBe('No key yet')
})
