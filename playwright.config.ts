import { defineConfig } from '@playwright/test'
import { chromiumOptions } from './e2e/chromium.ts'

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A journey that passes on the second try is a bug that hides.
  retries: 0,
  timeout: 90_000,
  // Two cores that also build, serve and draw are slower than the default allows.
  expect: {
    timeout: 20_000,
    // Another machine draws the edges of letters a little differently.
    toHaveScreenshot: { pathTemplate: 'e2e/baselines/{arg}{ext}', maxDiffPixelRatio: 0.01 },
  },
  outputDir: 'test-results',
  // Pictures that journeys take on purpose stay; outputDir is emptied before each run.
  snapshotPathTemplate: 'e2e/screenshots/{arg}{ext}',
  reporter: 'list',
  use: {
    screenshot: 'only-on-failure',
    // Recording takes two fifths of a run; who looks into a failure asks for it: npm run e2e -- NAME --trace on
    trace: 'off',
    launchOptions: chromiumOptions,
  },
})
