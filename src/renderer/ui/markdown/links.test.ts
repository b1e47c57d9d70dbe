import { expect, test } from 'vitest'
import { safeLink, saysHost } from './links.ts'

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  '\u0001javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  'smb://host/share',
  'vscode://x',
  'codex://run?cmd=id',
  'blob:http://127.0.0.1/1',
  'about:blank',
  '//host/x',
  'relative/path',
  '',
])('%j is no link', href => expect(safeLink(href)).toBeNull())

test('http, https and mail links name the host they lead to', () => {
  expect(safeLink('https://Example.com:8443/a?b')?.host).toBe('example.com:8443')
  expect(safeLink('mailto:a@example.com')).toEqual({ href: 'mailto:a@example.com', host: 'a@example.com' })
})

test('user info is taken off, and the host is the one after it', () => {
  expect(safeLink('https://github.com@127.0.0.1:18299/x')).toEqual({
    href: 'https://127.0.0.1:18299/x',
    host: '127.0.0.1:18299',
  })
})

test('international hosts show as they are looked up', () => {
  expect(safeLink('https://аррӏе.com')?.host).toBe('xn--80ak6aa92e.com')
})

test('words that begin like the host do not pass for it', () => {
  expect(saysHost('https://example.com/docs', 'example.com')).toBe(true)
  expect(saysHost('example.com.evil.net', 'example.com')).toBe(false)
  expect(saysHost('github.com', 'evil.example')).toBe(false)
})
