// npm run chaos [-- options]: kills the built product over and over, and checks what is left.
import { ensureBuilt } from './build.mjs'
import { follow } from './child.mjs'
import { ensureInstalled } from './install.mjs'
import { inRoot, productNode } from './project.mjs'

async function main() {
  if (!(await ensureInstalled()) || !(await ensureBuilt())) return 1
  return follow(productNode, [inRoot('e2e/chaos/run.ts'), ...process.argv.slice(2)], { env: process.env })
}

process.exitCode = await main()
