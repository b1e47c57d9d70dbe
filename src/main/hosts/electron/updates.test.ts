import { EventEmitter } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import type { UpdateState } from '../../../contract/desktop.ts'
import { createUpdates, isFeed, updateObstacle } from './updates.ts'
import type { AutoUpdater } from './updates.ts'

const FEED = 'https://updates.example.com/heddle'

/** What electron-updater does, told step by step. */
class Feed extends EventEmitter {
  asked: unknown[] = []
  installs = 0
  autoDownload = false
  autoInstallOnAppQuit = true
  allowDowngrade = true
  allowPrerelease = true
  setFeedURL = (feed: unknown) => void this.asked.push(feed)
  checkForUpdates = async () => null
  quitAndInstall = () => void (this.installs += 1)
}

const opened: { dispose(): void }[] = []
afterEach(() => opened.splice(0).forEach(each => each.dispose()))

function open(obstacle: string | null = null) {
  const feed = new Feed()
  const phases: UpdateState['phase'][] = []
  const load = vi.fn(async () => feed as unknown as AutoUpdater)
  const updates = createUpdates({
    obstacle,
    load,
    onChange: () => void phases.push(updates.state().phase),
    log: () => undefined,
  })
  opened.push(updates)
  return { updates, feed, phases, load }
}

test('nothing is loaded and nobody is asked until somebody says where', async () => {
  const { updates, feed, load } = open()
  updates.use({ on: false, feed: FEED })
  await updates.check()
  updates.use({ on: true, feed: 'http://updates.example.com' })
  await updates.check()
  expect(load).not.toHaveBeenCalled()
  expect(feed.asked).toEqual([])
  expect(updates.state()).toEqual({ phase: 'off', why: null })
})

test('a program that cannot update itself says why, whatever is set', async () => {
  const { updates, load } = open('Only an installed application updates itself.')
  updates.use({ on: true, feed: FEED })
  await updates.check()
  expect(load).not.toHaveBeenCalled()
  expect(updates.state()).toEqual({ phase: 'off', why: 'Only an installed application updates itself.' })
})

test('an update is fetched by itself, never an older one, and put in place only when asked', async () => {
  const { updates, feed, phases } = open()
  updates.use({ on: true, feed: FEED })
  await vi.waitFor(() => expect(feed.asked).toEqual([{ provider: 'generic', url: FEED }]))
  expect(feed).toMatchObject({
    autoDownload: true,
    autoInstallOnAppQuit: false,
    allowDowngrade: false,
    allowPrerelease: false,
    disableWebInstaller: true,
  })
  feed.emit('update-available', { version: '2.0.0' })
  feed.emit('download-progress', { percent: 40 })
  expect(updates.state()).toEqual({ phase: 'loading', version: '2.0.0', percent: 40 })
  await updates.restart()
  expect(feed.installs).toBe(0)
  feed.emit('update-downloaded', { version: '2.0.0' })
  expect(updates.state()).toEqual({ phase: 'ready', version: '2.0.0' })
  await updates.check()
  expect(updates.state().phase, 'what is ready stays ready').toBe('ready')
  await updates.restart()
  expect(feed.installs).toBe(1)
  expect(phases.slice(0, 2)).toEqual(['idle', 'checking'])
})

test('what fails is said in one line, and can be tried again', async () => {
  const { updates, feed } = open()
  feed.checkForUpdates = () => Promise.reject(new Error('net::ERR_NAME_NOT_RESOLVED\n    at somewhere'))
  updates.use({ on: true, feed: FEED })
  await vi.waitFor(() => expect(updates.state()).toEqual({ phase: 'failed', why: 'net::ERR_NAME_NOT_RESOLVED' }))
  feed.checkForUpdates = async () => null
  await updates.check()
  feed.emit('update-not-available')
  expect(updates.state()).toEqual({ phase: 'current' })
})

test.each(['', 'http://a.example', 'https://user@a.example/', 'file:///tmp', 'javascript:1', 'nonsense'])(
  '%j is no place for updates',
  url => expect(isFeed(url)).toBe(false),
)

test('who cannot update itself says so: a build, and what the system installed', () => {
  const obstacle = (isPackaged: boolean, platform: NodeJS.Platform, isAppImage = false) =>
    updateObstacle({ isPackaged, platform, isAppImage })
  expect(obstacle(false, 'linux', true)).toContain('installed')
  expect(obstacle(true, 'linux')).toContain('package manager')
  expect([obstacle(true, 'linux', true), obstacle(true, 'darwin'), obstacle(true, 'win32')]).toEqual([null, null, null])
})
