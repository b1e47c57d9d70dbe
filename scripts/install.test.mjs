import { expect, test } from 'vitest'
import { whyIncomplete } from './install.mjs'

const machine = { platform: 'linux', arch: 'x64' }
const wanted = {
  '': {},
  'node_modules/ws': { version: '8.0.0' },
  'node_modules/tool-darwin': { version: '1.0.0', optional: true, os: ['darwin'] },
}

test('a tree with every package at its version is complete, whatever else lies there', () => {
  const installed = { 'node_modules/ws': { version: '8.0.0' }, 'node_modules/extra': { version: '1.0.0' } }
  expect(whyIncomplete(wanted, installed, machine)).toBeUndefined()
})

test('a missing package and another version are told', () => {
  expect(whyIncomplete(wanted, {}, machine)).toBe('node_modules/ws is missing')
  const older = { 'node_modules/ws': { version: '7.0.0' } }
  expect(whyIncomplete(wanted, older, machine)).toBe('node_modules/ws is 7.0.0, the lockfile has 8.0.0')
})

test('a tree copied from another platform is not complete', () => {
  const copied = { 'node_modules/ws': { version: '8.0.0' }, 'node_modules/tool-darwin': { os: ['darwin'] } }
  expect(whyIncomplete(wanted, copied, machine)).toBe('node_modules/tool-darwin is for another platform')
})

test('exclusions of a platform are understood', () => {
  const installed = { 'node_modules/ws': { version: '8.0.0', os: ['!win32'], cpu: ['any'] } }
  expect(whyIncomplete(wanted, installed, machine)).toBeUndefined()
  expect(whyIncomplete(wanted, installed, { platform: 'win32', arch: 'x64' })).toMatch(/another platform/)
})
