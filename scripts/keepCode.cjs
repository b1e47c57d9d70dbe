// Runs the command line as bin/launch.cjs does, and keeps at its end what V8 compiled of it.
'use strict'
const { spawnSync } = require('node:child_process')
const { existsSync, readFileSync, writeFileSync } = require('node:fs')
const { setFlagsFromString } = require('node:v8')
const { codeOf, compile, start } = require('../bin/launch.cjs')

/** V8 takes code only under the options it was made with, and shellParser.ts changes this one. */
const option = '--wasm-tiering-budget'
const usual = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' }).stdout.match(
  `default: (${option}=\\d+)`,
)?.[1]
if (usual === undefined) throw new Error(`This Node has no option ${option}.`)

// What is compiled again and again grows.
const path = codeOf(process.argv[2])
const script = compile(existsSync(path) ? readFileSync(path) : undefined)
process.on('exit', () => {
  setFlagsFromString(usual)
  writeFileSync(path, script.createCachedData())
})
start(script)
