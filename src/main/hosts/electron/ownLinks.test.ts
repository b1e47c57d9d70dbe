import { expect, test } from 'vitest'
import { hashOfArguments, hashOfCommand, hashOfLink, hashOfWindow } from './ownLinks.ts'

test.each([
  ['heddle://thread/0199-ab', '#/thread/0199-ab'],
  ['heddle://thread/0199-ab#turn-1', '#/thread/0199-ab/turn-1'],
  ['heddle://thread/0199-ab#turn-1/msg_2%2F3', '#/thread/0199-ab/turn-1/msg_2%2F3'],
])('%s leads to a place', (link, hash) => {
  expect(hashOfLink(link)).toBe(hash)
})

test.each([
  'heddle://settings',
  'heddle://thread/',
  'heddle://thread/a/b',
  'heddle://thread/a#b/c/d',
  'heddle://thread/a"onload=',
  'https://example.com/#/thread/a',
  `heddle://thread/${'a'.repeat(201)}`,
  'javascript:alert(1)',
])('%s leads nowhere', link => {
  expect(hashOfLink(link)).toBeUndefined()
})

test('a command line may hold one among other words', () => {
  expect(hashOfArguments(['heddle', '--flag', 'heddle://thread/a'])).toBe('#/thread/a')
  expect(hashOfArguments(['heddle'])).toBeUndefined()
})

test('a command line leads to its first link, else to its first folder', () => {
  const folderOf = (path: string) => (path.startsWith('/w') ? path : undefined)
  expect(hashOfArguments(['heddle', '/w/a b', 'heddle://thread/t'], folderOf)).toBe('#/thread/t')
  expect(hashOfArguments(['heddle', '--flag=/w', '/w/a b', '/w/c'], folderOf)).toBe('#/folder/%2Fw%2Fa%20b')
  expect(hashOfArguments(['heddle', '/elsewhere'], folderOf)).toBeUndefined()
})

test('no link runs a command', () => {
  expect(hashOfCommand('plan.accept')).toBe('#/command/plan.accept')
  for (const link of ['heddle://command/plan.accept', 'heddle://thread/..%2Fcommand#/command/x', '#/command/x']) {
    expect(hashOfLink(link) ?? '').not.toMatch(/^#\/command/)
  }
})

test('a page gets a window of ours for a thread or for nothing, and for nothing else', () => {
  const page = 'app://heddle/index.html'
  expect(hashOfWindow(`${page}#/window`, page)).toBe('#/window')
  expect(hashOfWindow(`${page}#/window/thread/a%2Fb`, page)).toBe('#/window/thread/a%2Fb')
  for (const url of [
    page,
    `${page}#/command/plan.accept`,
    `${page}#/window/thread/a/b`,
    'https://example.com/#/window',
  ])
    expect(hashOfWindow(url, page), url).toBeUndefined()
})
