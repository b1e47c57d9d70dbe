// npm run bench [-- arguments]: measures the built product against its budgets.
import { findChromium } from './browser.mjs'
import { ensureBuilt } from './build.mjs'
import { follow } from './child.mjs'
import { ensureInstalled } from './install.mjs'
import { inRoot, productNode } from './project.mjs'

async function main() {
  if (!(await ensureInstalled()) || !(await ensureBuilt())) return 1
  const chromium = findChromium()
  const env = chromium === undefined ? process.env : { ...process.env, HEDDLE_CHROMIUM: chromium }
  return follow(productNode, [inRoot('e2e/bench/run.ts'), ...process.argv.slice(2)], { env })
}

process.exitCode = await main()
