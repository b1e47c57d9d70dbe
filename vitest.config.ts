import { defineConfig } from 'vitest/config'

/** Tests of what holds no state of its own beyond a test: their files share processes, which saves starting one for each. */
const SHARING = ['src/{core,contract,rpc,renderer}/**/*.test.{ts,tsx}']

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A machine that also builds is slower than the second of the default.
    expect: { poll: { timeout: 15_000 } },
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'apart', include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs'], exclude: SHARING },
      },
      { extends: true, test: { name: 'sharing', include: SHARING, isolate: false } },
    ],
  },
})
