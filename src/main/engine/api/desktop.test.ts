import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DesktopSettings } from '../../../contract/desktop.ts'
import type { DesktopState } from '../../../contract/desktop.ts'
import { rig, start } from '../../../testing/engineRig.ts'
import { script } from '../../../testing/modelServer.ts'
import { crashFolder, writeCrashReport } from '../crashReports.ts'
import type { DesktopHost } from '../desktopHost.ts'

const nowhere: DesktopHost = {
  watch: () => () => undefined,
  configure: async () => undefined,
  announce: () => undefined,
  chooseFolder: async () => null,
  chooseCopy: async () => null,
  showFolder: async () => undefined,
  update: async () => undefined,
}

test('without a desktop that is said, and what only it can do is refused', async () => {
  const { client } = await rig(script())
  const states = await new Promise(resolve => client.subscribe('desktop/watch', {}, frame => resolve(frame)))
  expect(states).toEqual({ state: null })
  await expect(client.call('desktop/chooseFolder', { title: 'x' })).rejects.toMatchObject({ code: 'desktop.absent' })
  await expect(client.call('crash/showFolder', {})).rejects.toMatchObject({ code: 'desktop.absent' })
})

test('what the desktop says reaches whoever watches, and stops with them', async () => {
  const { home } = await rig(script())
  const watchers = new Set<(state: DesktopState) => void>()
  const state: DesktopState = {
    settings: DesktopSettings.parse(undefined),
    shortcut: 'off',
    update: { phase: 'off', why: null },
  }
  const desktop: DesktopHost = {
    ...nowhere,
    watch(tell) {
      watchers.add(tell)
      tell(state)
      return () => void watchers.delete(tell)
    },
  }
  const { client } = await start(home, { desktop })
  const seen: (DesktopState | null)[] = []
  await new Promise<void>(resolve => {
    const handle = client.subscribe('desktop/watch', {}, frame => {
      seen.push(frame.state)
      if (seen.length === 1) for (const tell of watchers) tell({ ...state, shortcut: 'taken' })
      if (seen.length < 2) return
      handle.close()
      resolve()
    })
  })
  expect(seen.map(each => each?.shortcut)).toEqual(['off', 'taken'])
  await client.call('engine/status', {}) // what was sent before it has been heard by then
  expect(watchers.size).toBe(0)
})

test('only exports are copied, also through a link', async () => {
  const { home } = await rig(script())
  const to = join(home.home, 'copy.md')
  const { client } = await start(home, { desktop: { ...nowhere, chooseCopy: async () => to } })
  const exports = join(home.home, 'exports')
  mkdirSync(exports, { recursive: true })
  writeFileSync(join(exports, 'thread.md'), 'what was said')
  symlinkSync(join(home.home, 'config.toml'), join(exports, 'link.md'))
  for (const path of [
    join(home.home, 'config.toml'),
    join(exports, '..', 'config.toml'),
    join(exports, 'link.md'),
    '/etc/passwd',
    exports,
  ]) {
    await expect(client.call('desktop/saveCopy', { path }), path).rejects.toMatchObject({ code: 'workspace.notFound' })
  }
  expect(await client.call('desktop/saveCopy', { path: join(exports, 'thread.md') })).toEqual({ path: to })
  expect(readFileSync(to, 'utf8')).toBe('what was said')
})

test('reports of crashes are listed, newest first, and cleared', async () => {
  const { home, client } = await rig(script())
  writeCrashReport(home.home, { title: 'one' }, {})
  const { folder, reports } = await client.call('crash/list', {})
  expect(folder).toBe(crashFolder(home.home))
  expect(reports.map(({ title }) => title)).toEqual(['one'])
  await client.call('crash/clear', {})
  expect((await client.call('crash/list', {})).reports).toEqual([])
})
