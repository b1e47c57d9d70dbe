import { expect, test } from 'vitest'
import { menuCommands } from '../../main/hosts/electron/menu.ts'
import { COMMANDS } from '../features/palette/index.ts'
import type { App } from '../state/app.ts'
import { createAppStore } from '../state/store.ts'
import { obeyShell, wishOf } from './shellLink.ts'

test('every command of the application’s menu is a command of the interface', () => {
  const known = new Set(COMMANDS.map(({ id }) => id))
  const wanted = Object.values(menuCommands).flatMap(group => Object.keys(group))
  expect(wanted.filter(id => !known.has(id))).toEqual([])
})

test.each([
  ['#/command/plan.accept', { type: 'command', id: 'plan.accept' }],
  ['#/folder/%2Fw%2Fa%20b', { type: 'folder', path: '/w/a b' }],
  ['#/thread/t', null],
  ['#/command/', null],
  ['#/folder/%E0%A4%A', null],
  ['', null],
])('%s is %o', (hash, wish) => expect(wishOf(hash)).toEqual(wish))

// Whether somebody writes is told by the page's focus, and there is no page here.
Object.assign(globalThis, { document: { activeElement: null } })

/** A window that notes what is asked of it. */
function windowIn() {
  const asked: string[] = []
  const actions = {
    newThread: () => void asked.push('new'),
    chooseFolder: async (path: string) => void asked.push(path),
    openRoom: (room: string) => void asked.push(room),
  }
  return { app: { store: createAppStore(), actions } as unknown as App, asked }
}

test('the shell’s wishes are done; those of a browser’s address are not', () => {
  const { app, asked } = windowIn()
  expect(obeyShell(app, '#/folder/%2Fw', false)).toBe(false)
  expect(obeyShell(app, '#/command/room.skills', false)).toBe(false)
  expect(asked).toEqual([])
  expect(obeyShell(app, '#/folder/%2Fw', true)).toBe(true)
  expect(obeyShell(app, '#/command/room.skills', true)).toBe(true)
  expect(asked).toEqual(['new', '/w', 'skills'])
})

test('a command for threads needs one, and a dialog keeps commands away', () => {
  const { app, asked } = windowIn()
  expect(obeyShell(app, '#/command/plan', true)).toBe(true)
  expect(obeyShell(app, '#/command/unheard-of', true), 'taken, so that it does not stay in the address').toBe(true)
  app.store.setState({ overlay: 'palette' })
  obeyShell(app, '#/command/room.skills', true)
  expect(asked).toEqual([])
  expect(app.store.getState().overlay).toBe('palette')
})
