import { describe, expect, test } from 'vitest'
import { hintOf, runSlash, slashOptions } from './slash.ts'
import type { SlashCommand } from './slash.ts'

function rig() {
  const ran: string[] = []
  const commands: SlashCommand[] = [
    { name: 'plan', about: 'Plan', run: rest => ran.push(`plan ${rest}`) },
    { name: 'compact', about: 'Compact', run: rest => ran.push(`compact ${rest}`) },
    { name: 'rename', about: 'Rename', hint: '<name>', needsRest: true, run: rest => ran.push(`rename ${rest}`) },
    {
      name: 'mode',
      about: 'Mode',
      choices: [
        { value: 'code', name: 'Code', about: '' },
        { value: 'my-own', name: 'My own', about: '' },
      ],
      run: value => ran.push(`mode ${value}`),
    },
  ]
  return { ran, commands, names: (text: string) => slashOptions(text, commands).map(({ name }) => name) }
}

describe('the list', () => {
  test('narrows down as the name is written', () => {
    const { names } = rig()
    expect(names('/')).toEqual(['/plan', '/compact', '/rename', '/mode'])
    expect(names('/P')).toEqual(['/plan', '/compact'])
    expect(names('/mo')).toEqual(['/mode'])
    expect(names('/x')).toEqual([])
  })

  test('goes on with what can stand behind a name', () => {
    const { names } = rig()
    expect(names('/mode ')).toEqual(['Code', 'My own'])
    expect(names('/mode ow')).toEqual(['My own'])
    expect(names('/plan the work')).toEqual([])
  })

  test.each(['', 'a /plan', '/plan\nmore', ' /plan'])('is not there for %j', text => {
    expect(rig().names(text)).toEqual([])
  })

  test('runs what is complete and completes what is not', () => {
    const { ran, commands } = rig()
    const [mode] = slashOptions('/mo', commands)
    expect([mode?.completes, mode?.run]).toEqual(['/mode ', undefined])
    slashOptions('/mode my', commands)[0]?.run?.()
    slashOptions('/pl', commands)[0]?.run?.()
    expect(ran).toEqual(['mode my-own', 'plan '])
  })
})

describe('a text that is sent', () => {
  test('is a command with what stands behind it', () => {
    const { ran, commands } = rig()
    expect(runSlash('/plan a new parser\nwith tests', commands)).toBe('done')
    expect(runSlash('/MODE my own', commands)).toBe('done')
    expect(ran).toEqual(['plan a new parser\nwith tests', 'mode my-own'])
  })

  test.each(['/usr/bin is missing', '/mode other', '/', 'plan', '/planner'])('%j is a message', text => {
    const { ran, commands } = rig()
    expect(runSlash(text, commands)).toBe('message')
    expect(ran).toEqual([])
  })

  test.each(['/rename', '/rename  ', '/mode'])('%j waits for what stands behind it', text => {
    const { ran, commands } = rig()
    expect(runSlash(text, commands)).toBe('unfinished')
    expect(ran).toEqual([])
  })
})

test('a command that stands alone says what it waits for', () => {
  const { commands } = rig()
  expect(['/rename', '/rename ', '/rename x', '/plan', 'rename'].map(text => hintOf(text, commands))).toEqual([
    '<name>',
    '<name>',
    null,
    null,
    null,
  ])
})
