// node scripts/withNode.mjs <tool> [args]: runs a tool of the project on the Node that the lockfile pins.
import { follow } from './child.mjs'
import { productNode, toolScript } from './project.mjs'

const [tool, ...args] = process.argv.slice(2)
if (tool === undefined) {
  console.error('Usage: node scripts/withNode.mjs <tool> [args]')
  process.exit(2)
}
try {
  process.exitCode = await follow(productNode, [toolScript(tool), ...args])
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 127
}
