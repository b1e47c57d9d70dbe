import { describe, expect, test } from 'vitest'
import { runSlash, slashOptions } from './slash.ts'
import type { SlashCommand } from './slash.ts'

function rig() {
  const ran: string[] = []
  const commands: SlashCommand[] = [
    { name: 'plan', about: 'Plan', run: rest => ran.push(`plan ${rest}`) },
    { name: 'compact', about: 'Compact', run: rest => ran.push(`compact ${rest}`) },
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
    expect(names('/')).toEqual(['/plan', '/compact', '/mode'])
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
    expect(runSlash('/plan a new parser\nwith tests', commands)).toBe(true)
    expect(runSlash('/MODE my own', commands)).toBe(true)
    expect(ran).toEqual(['plan a new parser\nwith tests', 'mode my-own'])
  })

  test.each(['/usr/bin is missing', '/mode other', '/', 'plan', '/planner'])('%j is a message', text => {
    const { ran, commands } = rig()
    expect(runSlash(text, commands)).toBe(false)
    expect(ran).toEqual([])
  })
})
