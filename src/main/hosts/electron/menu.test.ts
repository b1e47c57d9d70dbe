import type { MenuItemConstructorOptions } from 'electron'
import { expect, test } from 'vitest'
import { menuCommands, menuTemplate } from './menu.ts'
import type { MenuDeps } from './menu.ts'

function flatten(items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap(item => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])])
}

const menuOn = (platform: NodeJS.Platform, over: Partial<MenuDeps> = {}) =>
  menuTemplate({
    platform,
    hasDevTools: false,
    words: { names: {}, chords: {} },
    openWindow: () => undefined,
    run: () => undefined,
    ...over,
  })
const itemsOn = (...asked: Parameters<typeof menuOn>) => flatten(menuOn(...asked))

test('each platform gets the menus it is used to', () => {
  const roles = (platform: NodeJS.Platform) => itemsOn(platform).map(item => item.role)
  const headings = (platform: NodeJS.Platform) => menuOn(platform).map(item => item.label ?? item.role)
  expect(headings('darwin')).toEqual(['Heddle', 'File', 'editMenu', 'View', 'Thread', 'Window', 'Help'])
  expect(headings('linux')).toEqual(['File', 'editMenu', 'View', 'Thread', 'Window', 'Help'])
  expect(roles('darwin')).toEqual(expect.arrayContaining(['hide', 'hideOthers', 'services', 'front', 'quit', 'close']))
  expect(roles('win32')).toEqual(expect.arrayContaining(['minimize', 'close', 'quit']))
})

test('every command stands in every menu once', () => {
  const ids = Object.values(menuCommands).flatMap(group => Object.keys(group))
  for (const platform of ['darwin', 'linux', 'win32'] as const) {
    const shown = itemsOn(platform).flatMap(item => item.id ?? [])
    expect(shown.toSorted(), platform).toEqual(ids.toSorted())
  }
})

test('developer tools are for developers', () => {
  expect(itemsOn('linux').map(item => item.role)).not.toContain('toggleDevTools')
  expect(itemsOn('linux', { hasDevTools: true }).map(item => item.role)).toContain('toggleDevTools')
})

test('items say what the interface says, and show its keys without taking them', () => {
  const words = {
    names: { new: 'Neuer Thread', 'menu.file': 'Datei' },
    chords: { new: 'mod+shift+b', find: 'hyper+f' },
  }
  const shown = (platform: NodeJS.Platform) => itemsOn(platform, { words }).find(item => item.id === 'new')
  expect(shown('linux')).toMatchObject({
    label: 'Neuer Thread',
    accelerator: 'CommandOrControl+Shift+B',
    registerAccelerator: false,
  })
  expect(shown('darwin'), 'there a menu always has them').toMatchObject({ registerAccelerator: true })
  expect(menuOn('linux', { words })[0]?.label).toBe('Datei')
  expect(itemsOn('linux', { words }).find(item => item.id === 'find')?.accelerator).toBeUndefined()
  const taken = itemsOn('linux', { words }).filter(item => item.registerAccelerator !== false)
  expect(taken.flatMap(item => item.accelerator ?? [])).toEqual(['CmdOrCtrl+Shift+N', 'CmdOrCtrl+Shift+W'])
})

test('a click runs the command, and a new window comes from the menu', () => {
  const ran: string[] = []
  let opened = 0
  const items = itemsOn('linux', { run: id => void ran.push(id), openWindow: () => (opened += 1) })
  const click = (label: string) => (items.find(item => item.label === label)!.click as () => void)()
  click('New Thread')
  click('Keyboard Shortcuts')
  click('New Window')
  expect(ran).toEqual(['new', 'shortcuts'])
  expect(opened).toBe(1)
})
