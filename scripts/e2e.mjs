// npm run e2e [-- arguments of Playwright]: the journeys through the built product.
import { ensureChromium } from './browser.mjs'
import { ensureBuilt } from './build.mjs'
import { follow } from './child.mjs'
import { ensureInstalled } from './install.mjs'
import { productNode, toolScript } from './project.mjs'

async function main() {
  if (!(await ensureInstalled()) || !(await ensureBuilt())) return 1
  const { path, note } = await ensureChromium()
  if (path === undefined) {
    console.error(`The journeys need a browser: ${note}`)
    return 1
  }
  const env = { ...process.env, HEDDLE_CHROMIUM: path }
  return follow(productNode, [toolScript('playwright'), 'test', ...process.argv.slice(2)], { env })
}

process.exitCode = await main()
