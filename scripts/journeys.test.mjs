import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './project.mjs'

const table = readFileSync(join(root, 'docs/journeys.md'), 'utf8')
const rows = table
  .split('\n')
  .filter(line => /^\| [^-]/.test(line))
  .slice(1)
const namesIn = (/** @type {string} */ text) => [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
const specs = readdirSync(join(root, 'e2e'))
  .filter(name => name.endsWith('.spec.ts'))
  .map(name => name.slice(0, -'.spec.ts'.length))

test('what the table names is there', () => {
  expect(rows.flatMap(namesIn).filter(name => !specs.includes(name))).toEqual([])
  expect(rows.length).toBeGreaterThan(20)
})

test('every room has a journey on a real engine, and those of hosts are made where they are said to be', () => {
  for (const row of rows) {
    const [, room = '', real = '', hosts = ''] = row.split('|').map(cell => cell.trim())
    const sources = namesIn(real).map(name => readFileSync(join(root, 'e2e', `${name}.spec.ts`), 'utf8'))
    expect(sources.length, room).toBeGreaterThan(0)
    for (const host of hosts.split(', '))
      expect(
        sources.some(source => source.includes(`'${host}'`) || source.includes('launchElectron')),
        `${room} on the ${host}`,
      ).toBe(true)
  }
})
