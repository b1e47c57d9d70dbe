import { expect, test } from 'vitest'
import { lockProblems, versionProblems } from './packages.mjs'

const tool = { optionalDependencies: { 'tool-linux': '1.0.0', 'tool-darwin': '1.0.0' } }

test('an optional package without an entry is told', () => {
  const packages = { '': {}, 'node_modules/tool': tool, 'node_modules/tool-linux': {} }
  expect(lockProblems({ packages })).toEqual([expect.stringContaining('tool-darwin has no entry')])
})

test('entries are found beside the package, inside it and above it', () => {
  const packages = {
    'node_modules/tool-darwin': {},
    'node_modules/app/node_modules/tool': tool,
    'node_modules/app/node_modules/tool/node_modules/tool-linux': {},
  }
  expect(lockProblems({ packages })).toEqual([])
  const elsewhere = { 'node_modules/other/node_modules/tool-linux': {}, 'node_modules/tool-darwin': {} }
  expect(lockProblems({ packages: { 'node_modules/tool': tool, ...elsewhere } })).toHaveLength(1)
})

test('an address of a registry is told', () => {
  const packages = { 'node_modules/ws': { resolved: 'https://registry.example/ws.tgz' } }
  expect(lockProblems({ packages })).toHaveLength(1)
})

test('only exact versions and aliases of exact versions pass', () => {
  expect(versionProblems({ dependencies: { a: '1.2.3', b: 'npm:@x/b@1.0.0-beta.1' } })).toEqual([])
  const loose = { a: '^1.2.3', b: 'latest', c: '1.x', d: 'npm:@x/b@^1.0.0', e: 'github:x/y' }
  expect(versionProblems({ devDependencies: loose })).toHaveLength(5)
})
