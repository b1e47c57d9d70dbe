import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { fileURLToPath } from 'node:url'
import { leanStart } from './scripts/leanStart.mjs'

/** Loaded at run time: two native packages that bring their own binaries, and Electron itself. */
const external = ['electron', 'better-sqlite3', 'node-pty']

export default defineConfig({
  main: {
    plugins: leanStart(),
    build: {
      // Bundled, the engine loads in a third of the time; unminified, its stack traces stay readable.
      externalizeDeps: false,
      minify: false,
      rolldownOptions: {
        external,
        input: {
          index: 'src/main/index.ts',
          cli: 'src/main/cli.ts',
          indexWorker: 'src/main/engine/store/index/indexWorker.ts',
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          // Each file costs a start half a millisecond: what every command shares is one, not a dozen.
          codeSplitting: {
            groups: [
              {
                name: 'shared',
                test: /[\\/]src[\\/](core[\\/](thread|context)|contract[\\/]procedure|main[\\/]engine[\\/](systemErrors|replaceFile|installation|version|engineLog))/,
              },
            ],
          },
        },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload can require nothing but Electron, and no ES modules.
      externalizeDeps: false,
      rolldownOptions: {
        external: ['electron'],
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    plugins: [react()],
    worker: { format: 'es' },
    resolve: {
      alias: {
        // Its build for browsers decodes `&amp;` through innerHTML, which the pages' Trusted Types refuse.
        'decode-named-character-reference': fileURLToPath(import.meta.resolve('decode-named-character-reference')),
      },
    },
    build: {
      minify: true,
      // The pages' policy is script-src 'self': no inline script, no data: URL.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: 'src/renderer/index.html',
        // What is told to Zod has to be told before any chunk makes a schema: both run first, in a chunk of their own.
        output: { codeSplitting: { groups: [{ name: 'zod', test: /node_modules[\\/]zod[\\/]|zodWithoutEval/ }] } },
      },
    },
  },
})
