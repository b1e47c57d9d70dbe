// Runs the command line from one file, with the code that V8 compiled of it in a run while Heddle was built. Node's own
// cache keeps what is compiled before a module runs, which is the least of it: each start would compile the rest again.
'use strict'
const { existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { Script } = require('node:vm')

const built = join(__dirname, '../out')
const file = join(built, 'cli/heddle.cjs')

/** Where the compiled code of a command is: what `exec` runs, or what the workbench does. */
const codeOf = command => join(built, 'cli', command === 'exec' ? 'exec.code' : 'serve.code')

/** The command line as a script; V8 leaves `code` that another version or other options made. */
function compile(code) {
  // It is ASCII: a byte is a character.
  const source = readFileSync(file, 'latin1')
  return new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: file,
    cachedData: code,
  })
}

function start(script) {
  script.runInThisContext()(exports, require, module, file, join(built, 'cli'))
}

module.exports = { codeOf, compile, start }

if (require.main === module) {
  if (existsSync(file)) {
    const code = codeOf(process.argv[2])
    start(compile(existsSync(code) ? readFileSync(code) : undefined))
  } else {
    void import(pathToFileURL(join(built, 'main/cli.js')))
  }
}
