import { describe, expect, test } from 'vitest'
import { createLinkOpener, externalAddress } from './links.ts'

describe('what may leave', () => {
  test.each([
    ['https://example.com/a?b#c', 'https://example.com/a?b#c'],
    ['HTTP://EXAMPLE.com', 'http://example.com/'],
    ['mailto:a@example.com?subject=hello%20you', 'mailto:a@example.com?subject=hello%20you'],
    ['https://еxample.com/', 'https://xn--xample-2of.com/'],
    [' https://example.com\n', 'https://example.com/'],
  ])('%j goes out as %j', (raw, address) => expect(externalAddress(raw)).toBe(address))

  test.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'app://heddle/index.html',
    'smb://host/share',
    'ms-msdt:/id',
    'vscode://file/etc/passwd',
    'ftp://example.com',
    'https://user:pass@example.com',
    'https://bank.example@evil.example',
    'mailto:a@example.com?attach=/etc/passwd',
    'mailto:a@example.com?subject=x&ATTACHMENT=/etc/passwd',
    '//example.com',
    'example.com',
    'https://',
    '',
  ])('%j stays inside', raw => expect(externalAddress(raw)).toBeUndefined())
})

describe('gestures', () => {
  function opener() {
    const opened: string[] = []
    const clock = { nowMs: 0 }
    const links = createLinkOpener({ openExternal: url => opened.push(url), nowMs: () => clock.nowMs })
    return { links, opened, clock }
  }

  test('nothing opens before the user did something', () => {
    const { links, opened } = opener()
    links.noteInput('mouseMove')
    expect(links.open('https://example.com')).toBe(false)
    expect(opened).toEqual([])
  })

  test('one gesture opens one link', () => {
    const { links, opened } = opener()
    links.noteInput('mouseUp')
    expect([links.open('https://a.example'), links.open('https://b.example')]).toEqual([true, false])
    expect(opened).toEqual(['https://a.example/'])
  })

  test('a refused link does not use the gesture up, and a gesture goes stale', () => {
    const { links, clock } = opener()
    links.noteInput('rawKeyDown')
    expect(links.open('file:///etc/passwd')).toBe(false)
    clock.nowMs = 5_001
    expect(links.open('https://a.example')).toBe(false)
    links.noteInput('rawKeyDown')
    expect(links.open('https://a.example')).toBe(true)
  })
})
