import { EventEmitter } from 'node:events'
import type { Session, WebContents } from 'electron'
import { expect, test } from 'vitest'
import { denyPermissions, guardContents } from './guard.ts'

function setUp() {
  const links = { inputs: [] as string[], opened: [] as string[], own: [] as string[] }
  let openHandler: ((details: { url: string }) => unknown) | undefined
  const contents = Object.assign(new EventEmitter(), {
    getURL: () => 'app://heddle/index.html#top',
    setWindowOpenHandler: (handler: typeof openHandler) => (openHandler = handler),
  })
  guardContents(
    contents as unknown as WebContents,
    {
      noteInput: type => links.inputs.push(type),
      open: url => links.opened.push(url) > 0,
    },
    url => url.includes('#/window') && links.own.push(url) > 0,
  )
  const isPrevented = (event: string, details: object = {}) => {
    let prevented = false
    contents.emit(event, { ...details, preventDefault: () => (prevented = true) })
    return prevented
  }
  return { contents, links, isPrevented, open: (url: string) => openHandler?.({ url }) }
}

test('the page stays; only a reload of itself is let through', () => {
  const { isPrevented } = setUp()
  const to = (url: string) => isPrevented('will-navigate', { url, isMainFrame: true })
  expect(to('app://heddle/index.html')).toBe(false)
  expect(to('app://heddle/index.html#elsewhere')).toBe(false)
  for (const url of [
    'https://example.com/',
    'app://heddle/page.js',
    'app://heddle/index.html?x',
    'file:///',
    'about:blank',
  ]) {
    expect(to(url), url).toBe(true)
  }
})

test('no frame navigates, nothing is redirected, no web view is attached', () => {
  const { isPrevented } = setUp()
  expect(isPrevented('will-frame-navigate', { url: 'app://heddle/index.html', isMainFrame: false })).toBe(true)
  expect(isPrevented('will-frame-navigate', { url: 'https://example.com/', isMainFrame: true })).toBe(true)
  expect(isPrevented('will-redirect', { url: 'app://heddle/index.html' })).toBe(true)
  expect(isPrevented('will-attach-webview')).toBe(true)
})

test('a window is never opened; its address goes to the links, which know of the input', () => {
  const { contents, links, open } = setUp()
  contents.emit('input-event', {}, { type: 'mouseUp' })
  expect(open('https://example.com/')).toEqual({ action: 'deny' })
  expect(open('app://heddle/index.html#/window')).toEqual({ action: 'deny' })
  expect(links).toEqual({
    inputs: ['mouseUp'],
    opened: ['https://example.com/'],
    own: ['app://heddle/index.html#/window'],
  })
})

test('every permission is denied, asked for or queried', () => {
  const handlers: Record<string, unknown> = {}
  const session = new Proxy({}, { get: (_target, name) => (handler: unknown) => (handlers[String(name)] = handler) })
  denyPermissions(session as Session)
  const answers: boolean[] = []
  const request = handlers.setPermissionRequestHandler as (...args: unknown[]) => void
  request({}, 'media', (isGranted: boolean) => answers.push(isGranted))
  const check = handlers.setPermissionCheckHandler as () => boolean
  const device = handlers.setDevicePermissionHandler as () => boolean
  expect([...answers, check(), device()]).toEqual([false, false, false])
  expect(handlers.setDisplayMediaRequestHandler).toBeNull()
})
