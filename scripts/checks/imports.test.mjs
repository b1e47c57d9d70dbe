import { expect, test } from 'vitest'
import { parseAst } from 'vite'
import { cycles, writtenImports } from './imports.mjs'
import { refuse } from './rooms.mjs'

const written = (/** @type {string} */ source) => writtenImports(parseAst(source, { lang: 'ts' }))

test('every way to import is read, and what is erased is told apart', () => {
  expect(written(`import { a, type B } from './a.ts'`)).toEqual([{ specifier: './a.ts', typeOnly: false }])
  expect(written(`import './a.css'`)).toEqual([{ specifier: './a.css', typeOnly: false }])
  expect(written(`export * from './a.ts'`)).toEqual([{ specifier: './a.ts', typeOnly: false }])
  expect(written(`const load = () => import('./a.ts')`)).toEqual([{ specifier: './a.ts', typeOnly: false }])
  expect(written(`import type { A } from './a.ts'`)).toEqual([{ specifier: './a.ts', typeOnly: true }])
  expect(written(`import { type A, type B } from './a.ts'`)).toEqual([{ specifier: './a.ts', typeOnly: true }])
  expect(written(`export type { A } from './a.ts'`)).toEqual([{ specifier: './a.ts', typeOnly: true }])
  expect(written(`type A = import('./a.ts').A`)).toEqual([{ specifier: './a.ts', typeOnly: true }])
  expect(written(`// import './a.ts'\nconst text = "import './a.ts'"; export const b = 1`)).toEqual([])
})

const edge = (/** @type {string} */ from, /** @type {string} */ to, typeOnly = false) => ({ from, to, typeOnly })

test('cycles are found once each; types do not close one', () => {
  const open = [edge('a', 'b'), edge('b', 'c'), edge('a', 'c')]
  expect(cycles(open)).toEqual([])
  expect(cycles([...open, edge('c', 'b')])).toEqual([['b', 'c', 'b']])
  expect(cycles([...open, edge('c', 'a', true)])).toEqual([])
})

test.each([
  ['src/core/thread/apply.ts', 'src/core/patch/parse.ts'],
  ['src/contract/router.ts', 'src/core/thread/events.ts'],
  ['src/main/engine/engine.ts', 'src/main/engine/store/store.ts'],
  ['src/main/engine/store/store.ts', 'node:fs'],
  ['src/main/hosts/browser/host.ts', 'src/main/engine/engine.ts'],
  ['src/main/hosts/browser/host.ts', 'src/main/hosts/csp.ts'],
  ['src/main/hosts/electron/shell.ts', 'electron'],
  ['src/renderer/features/plan/Plan.tsx', 'src/renderer/features/agents/index.ts'],
  ['src/renderer/features/plan/Plan.tsx', 'src/renderer/features/plan/steps.ts'],
  ['src/renderer/app/App.tsx', 'src/renderer/features/plan/index.ts'],
  ['src/core/thread/apply.test.ts', 'src/testing/builders.ts'],
])('%s may import %s', (from, to) => {
  expect(refuse(edge(from, to))).toBeUndefined()
})

test.each([
  ['src/core/thread/apply.ts', 'node:fs'],
  ['src/core/thread/apply.ts', 'src/contract/router.ts'],
  ['src/core/thread/apply.ts', 'uuid'],
  ['src/contract/router.ts', 'src/rpc/serve.ts'],
  ['src/rpc/serve.ts', 'node:net'],
  ['src/main/engine/store/store.ts', 'electron'],
  ['src/main/engine/store/store.ts', 'src/main/hosts/browser/host.ts'],
  ['src/main/engine/store/store.ts', 'src/main/engine/tools/shell.ts'],
  ['src/main/engine/store/store.ts', 'src/main/engine/engine.ts'],
  ['src/main/hosts/browser/host.ts', 'src/main/engine/store/store.ts'],
  ['src/main/hosts/browser/host.ts', 'src/main/hosts/electron/shell.ts'],
  ['src/main/hosts/electron/shell.ts', 'src/core/thread/apply.ts'],
  ['src/main/hosts/temporal/workflow.ts', 'node:fs'],
  ['src/main/cli.ts', 'electron'],
  ['src/preload/index.ts', 'zod'],
  ['src/renderer/ui/Button.tsx', 'src/renderer/state/store.ts'],
  ['src/renderer/state/store.ts', 'src/renderer/features/plan/index.ts'],
  ['src/renderer/features/plan/Plan.tsx', 'src/renderer/features/agents/Tree.tsx'],
  ['src/renderer/features/plan/Plan.tsx', 'src/main/engine/engine.ts'],
  ['src/renderer/app/App.tsx', 'node:path'],
  ['src/main/engine/engine.ts', 'src/testing/builders.ts'],
  ['src/core/thread/apply.ts', 'src/core/thread/next.test.ts'],
  ['src/attic/old.ts', 'src/core/thread/apply.ts'],
])('%s may not import %s', (from, to) => {
  expect(refuse(edge(from, to))).toEqual(expect.any(String))
})

test('parts of the engine may share types', () => {
  expect(refuse(edge('src/main/engine/api/thread.ts', 'src/main/engine/store/store.ts', true))).toBeUndefined()
})
