import { chromium } from '@playwright/test'
import type { Browser } from '@playwright/test'
import { findChromium } from '../scripts/browser.mjs'
import { PLAIN_LETTERS, WINDOW_PARTS } from './browserParts.ts'

const isRoot = process.getuid?.() === 0

/** Only the last list that is given counts, so what Playwright turns off is named here again. */
const UNUSED = [
  ...WINDOW_PARTS,
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
]

/** How every browser of the tests is started: it calls nobody, and draws without emulating a graphics card. */
export const chromiumOptions = {
  executablePath: findChromium(),
  args: [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-gpu',
    `--disable-features=${UNUSED.join(',')}`,
    '--disable-quic',
    '--disable-sync',
    PLAIN_LETTERS,
    '--no-first-run',
    ...(isRoot ? ['--no-sandbox'] : []),
  ],
}

export const launchChromium = (): Promise<Browser> => chromium.launch(chromiumOptions)
