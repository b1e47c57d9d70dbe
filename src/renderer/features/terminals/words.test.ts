import { expect, test } from 'vitest'
import { keyUse } from './keys.ts'
import { linksIn, webLink } from './links.ts'
import { pasteOf } from './paste.ts'

test('addresses of the web are found, without the marks of the sentence around them', () => {
  const hrefs = (text: string) => linksIn(text).map(({ href }) => href)
  expect(hrefs('ready on http://localhost:3000/, see https://a.example/x?q=1#top.')).toEqual([
    'http://localhost:3000/',
    'https://a.example/x?q=1#top',
  ])
  expect(hrefs('(https://en.example/Shell_(computing))')).toEqual(['https://en.example/Shell_(computing)'])
  expect(hrefs('"https://a.example/b" <https://c.example>')).toEqual(['https://a.example/b', 'https://c.example/'])
  const [link] = linksIn('at https://a.example.')
  expect(link).toMatchObject({ at: 3, length: 17 })
})

test('nothing but the web leaves the window, under its real name', () => {
  for (const address of [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'mailto:a@b.example',
    'vscode://x',
    'http://',
    '',
  ]) {
    expect(webLink(address), address).toBeNull()
  }
  expect(webLink('https://bank.example@evil.example/')).toBe('https://evil.example/')
  expect(linksIn('x'.repeat(50_000) + ' https://a.example')).toEqual([])
})

test('a paste of several lines asks where a line break is Enter', () => {
  expect(pasteOf('one', false)).toEqual({ text: 'one', lines: 1, removed: 0, asks: false })
  expect(pasteOf('one\n', false)).toMatchObject({ lines: 1, asks: false })
  expect(pasteOf('one\r\ntwo', false)).toMatchObject({ text: 'one\ntwo', lines: 2, asks: true })
  expect(pasteOf('one\ntwo', true)).toMatchObject({ lines: 2, asks: false })
})

test('control characters are never pasted, and their absence is told', () => {
  const paste = pasteOf('ls\u001b[201~\u0003; rm -rf x\u009b', true)
  expect(paste).toEqual({ text: 'ls[201~; rm -rf x', lines: 1, removed: 3, asks: true })
  expect(pasteOf('a\tb', true)).toMatchObject({ text: 'a\tb', asks: false })
})

const press = (key: string, held: Partial<KeyboardEvent> = {}) => ({
  key,
  code: '',
  metaKey: false,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  getModifierState: () => false,
  ...held,
})

test.each([
  ['c', { ctrlKey: true }, 'program'],
  ['k', { ctrlKey: true }, 'program'],
  ['Escape', {}, 'program'],
  ['Tab', {}, 'program'],
  ['b', { altKey: true }, 'program'],
  ['@', { ctrlKey: true, altKey: true, getModifierState: () => true }, 'program'],
  ['j', { ctrlKey: true }, 'workbench'],
  ['B', { ctrlKey: true, altKey: true }, 'workbench'],
  ['3', { ctrlKey: true }, 'workbench'],
  ['A', { ctrlKey: true, shiftKey: true }, 'workbench'],
  ['f', { ctrlKey: true }, 'find'],
  ['C', { ctrlKey: true, shiftKey: true }, 'copy'],
  ['V', { ctrlKey: true, shiftKey: true }, 'paste'],
  ['F6', { shiftKey: true }, 'workbench'],
  ['F6', {}, 'program'],
] as const)('%s with %o is for the %s', (key, held, use) => {
  expect(keyUse(press(key, held as Partial<KeyboardEvent>), {})).toBe(use)
})
