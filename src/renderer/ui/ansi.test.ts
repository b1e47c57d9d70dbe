import { expect, test } from 'vitest'
import { parseAnsi } from './ansi.ts'

const textOf = (output: string) =>
  parseAnsi(output)
    .map(span => span.text)
    .join('')

test('colours and weights become classes and end where they are reset', () => {
  expect(parseAnsi('a\x1b[1;31mb\x1b[0mc')).toEqual([
    { text: 'a', className: '' },
    { text: 'b', className: 'ansi1 ansiBold' },
    { text: 'c', className: '' },
  ])
})

test('256 and true colours become the nearest of the theme', () => {
  expect(parseAnsi('\x1b[38;5;196mx')[0]?.className).toBe('ansi1')
  expect(parseAnsi('\x1b[38;2;20;220;30mx')[0]?.className).toBe('ansi2')
  expect(parseAnsi('\x1b[48;5;21mx')[0]?.className).toBe('ansiBg4')
})

test('concealed text and text in its own background colour can be read', () => {
  expect(parseAnsi('\x1b[8mhidden')).toEqual([{ text: 'hidden', className: '' }])
  expect(parseAnsi('\x1b[31;41mhidden')).toEqual([{ text: 'hidden', className: '' }])
})

test('titles, clipboard writes, links and images are dropped with what they hold', () => {
  expect(textOf('a\x1b]0;title\x07b\x1b]52;c;aGk=\x1b\\c')).toBe('abc')
  expect(textOf('\x1b]8;;javascript:alert(1)\x07click\x1b]8;;\x07')).toBe('click')
  expect(textOf('\x1bPq~~~\x1b\\after')).toBe('after')
})

test('a string that never ends takes its own line only', () => {
  expect(textOf('before\x1b]0;no end\nafter')).toBe('before\nafter')
  expect(textOf('\x1b]')).toBe('')
})

test('cursor movement and clearing have no effect', () => {
  expect(textOf('\x1b[2J\x1b[H$ ls\x1b[99999999;1Hx')).toBe('$ lsx')
})

test('a carriage return writes the line again', () => {
  expect(textOf('10%\r50%\r100%\nok\r\n')).toBe('100%\nok\n')
})

test('bells and other controls are not text', () => {
  expect(textOf('x\x07\x07\x00\x9by\u0085')).toBe('x')
})
