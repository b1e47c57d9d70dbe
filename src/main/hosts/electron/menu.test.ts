import type { MenuItemConstructorOptions } from 'electron'
import { expect, test } from 'vitest'
import { menuTemplate } from './menu.ts'

function flatten(items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap(item => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])])
}

const itemsOn = (platform: NodeJS.Platform, hasDevTools = false) =>
  flatten(menuTemplate({ platform, hasDevTools, openWindow: () => undefined }))

test('each platform gets the menus it is used to', () => {
  const roles = (platform: NodeJS.Platform) => itemsOn(platform).map(item => item.role)
  expect(roles('darwin')).toEqual(expect.arrayContaining(['appMenu', 'editMenu', 'windowMenu', 'close']))
  expect(roles('darwin')).not.toContain('quit') // it is in the application's menu
  expect(roles('linux')).toEqual(expect.arrayContaining(['editMenu', 'windowMenu', 'close', 'quit']))
})

test('developer tools are for developers', () => {
  expect(itemsOn('linux').map(item => item.role)).not.toContain('toggleDevTools')
  expect(itemsOn('linux', true).map(item => item.role)).toContain('toggleDevTools')
})

test('the keys of the interface stay with the interface', () => {
  const taken = itemsOn('linux').flatMap(item => item.accelerator ?? [])
  expect(taken).toEqual(['CmdOrCtrl+Shift+N', 'CmdOrCtrl+Shift+W'])
})

test('a new window comes from the menu', () => {
  let opened = 0
  const items = flatten(menuTemplate({ platform: 'linux', hasDevTools: false, openWindow: () => (opened += 1) }))
  const click = items.find(item => item.label === 'New Window')?.click as () => void
  click()
  expect(opened).toBe(1)
})
