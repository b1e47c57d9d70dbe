// Runs the command line from one file, with the code that V8 compiled of it in a run while Heddle was built. Node's own
// cache keeps what is compiled before a module runs, which is the least of it: each start would compile the rest again.
'use strict'
const { existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { Script } = require('node:vm')

const built = join(__dirname, '../out')
const file = join(built, 'cli/heddle.cjs')

/** Commands that load most of what there is. Others are sooner there from the few modules that they need. */
const LARGE = ['exec', 'serve']

/** Where the compiled code of a large command is: what it runs. */
const codeOf = command => join(built, 'cli', `${command}.code`)

/** The command line as a function of what modules have; V8 leaves `code` that another version or other options made. */
function compile(code) {
  // It is ASCII: a byte is a character.
  return new Script(readFileSync(file, 'latin1'), { filename: file, cachedData: code })
}

function start(script) {
  script.runInThisContext()(exports, require, module, file, join(built, 'cli'))
}

module.exports = { codeOf, compile, start }

if (require.main === module) {
  const command = process.argv[2]
  if (LARGE.includes(command) && existsSync(file)) {
    const code = codeOf(command)
    start(compile(existsSync(code) ? readFileSync(code) : undefined))
  } else {
    void import(pathToFileURL(join(built, 'main/cli.js')))
  }
}
