import { chromium } from '@playwright/test'
import type { Browser } from '@playwright/test'
import { findChromium } from '../scripts/browser.mjs'

const isRoot = process.getuid?.() === 0

/** Processes that the browser holds ready for parts of its own window, and what Playwright turns off: the last list counts. */
const UNUSED = [
  'InitialWebUI',
  'PreloadTopChromeWebUI',
  'SpareRendererForSitePerProcess',
  'WebUIOmniboxPopup',
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
    '--no-first-run',
    ...(isRoot ? ['--no-sandbox'] : []),
  ],
}

export const launchChromium = (): Promise<Browser> => chromium.launch(chromiumOptions)
