import { expect, test } from 'vitest'
import { createForwardShortcut } from './forwardShortcut.ts'

function keyboard(...taken: string[]) {
  const held = new Map<string, () => void>()
  return {
    held,
    register: (accelerator: string, run: () => void) => {
      if (taken.includes(accelerator)) return false
      held.set(accelerator, run)
      return true
    },
    unregister: (accelerator: string) => void held.delete(accelerator),
  }
}

test('one chord is held at a time, and none until somebody asks for one', () => {
  const globalShortcut = keyboard()
  let ran = 0
  const shortcut = createForwardShortcut({ globalShortcut, run: () => (ran += 1) })
  expect([...globalShortcut.held.keys()]).toEqual([])
  expect(shortcut.state()).toBe('off')
  shortcut.use('mod+alt+h')
  shortcut.use('mod+alt+j')
  expect([...globalShortcut.held.keys()]).toEqual(['CommandOrControl+Alt+J'])
  globalShortcut.held.get('CommandOrControl+Alt+J')?.()
  expect(ran).toBe(1)
  shortcut.use(null)
  expect([...globalShortcut.held.keys()]).toEqual([])
  expect(shortcut.state()).toBe('off')
})

test('what another program has is said', () => {
  const shortcut = createForwardShortcut({ globalShortcut: keyboard('CommandOrControl+Alt+H'), run: () => undefined })
  shortcut.use('mod+alt+h')
  expect(shortcut.state()).toBe('taken')
})
