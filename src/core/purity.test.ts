import { build } from 'vite'
import { expect, test } from 'vitest'
import { createContext, Script } from 'node:vm'
import { fileURLToPath } from 'node:url'

const ENTRY = fileURLToPath(new URL('../testing/pureTurn.ts', import.meta.url))

test('a whole turn runs in a bare context whose clock and randomness throw', async () => {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry: ENTRY, formats: ['iife'], name: 'pure' } },
  })
  const output = Array.isArray(built) ? built[0] : built
  if (!output || !('output' in output)) throw new Error('vite gave no bundle')
  const code = output.output[0].code
  const context = createContext({})
  new Script(`
    Date.now = () => { throw new Error('core read the clock') };
    Math.random = () => { throw new Error('core was random') };
    ${code}
    globalThis.finished = pure.playWholeTurn()
  `).runInContext(context)
  await expect(context.finished).resolves.toEqual({ status: 'completed', effects: { c1: 1, c2: 1 } })
})
