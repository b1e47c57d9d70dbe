// Makes the command line one file, and keeps what V8 compiles of it while it is used: see bin/launch.cjs. Runs on the
// product's Node, after the build whose output it takes.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { script, startModelServer } from '../src/testing/modelServer.ts'
import { clientOf } from '../src/testing/serveClient.ts'
import { asAscii } from './leanStart.mjs'
import { inRoot } from './project.mjs'

const folder = inRoot('out/cli')
const file = join(folder, 'heddle.cjs')
const external = [/^node:/, 'electron', 'node-pty']
const patienceMs = 30_000
const MOST_REQUESTS = 100

const exec = (/** @type {string[]} */ ...args) => ['exec', '--skip-git-repo-check', ...args]

/**
 * What is used, one after another: a provider over HTTP, whose thread is then resumed, compacted, and resumed again, and
 * the rehearsal model, which calls tools; the workbench with a thread, and with that thread again. What `exec` compiles is
 * kept by itself: it is wanted soonest.
 */
const uses = [
  [
    exec('hi'),
    exec('resume', '--last', 'hi'),
    exec('-c', 'model_auto_compact_token_limit=1', 'resume', '--last', 'hi'),
    exec('resume', '--last', 'hi'),
    exec('-c', 'model_provider=rehearsal', '-c', 'model=rehearsal', 'hi'),
  ],
  [
    ['serve', '--no-open', '--port', '0'],
    ['serve', '--no-open', '--port', '0'],
  ],
]

/** @param {string} url */
const configOf = url => `model = "gpt-5.5"
model_provider = "local"
model_providers.local = { name = "Local", base_url = "${url}", env_key = "LOCAL_KEY", wire_api = "responses" }
`

async function bundle() {
  const input = inRoot('out/main/cli.js')
  const build = await rolldown({ input, platform: 'node', external, plugins: [withSqlite()], logLevel: 'silent' })
  // Scripts that V8 has compiled before can import nothing while they run, but require it.
  await build.write({ file, format: 'cjs', codeSplitting: false, dynamicImportInCjs: false })
  // As Node wraps modules.
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`
  writeFileSync(file, asAscii(wrapped))
}

/**
 * Takes the scripts of better-sqlite3 in, which are fifteen files; its binary stays where it is.
 * @returns {import('rolldown').Plugin}
 */
function withSqlite() {
  // Looking for it as Node does takes longer than opening a database.
  const home = 'path.join(__dirname, "../../node_modules/better-sqlite3")'
  return {
    name: 'with-sqlite',
    transform(code, id) {
      if (id.endsWith('better-sqlite3/lib/binding.js'))
        return code
          .replaceAll("path.join(__dirname, '..'", `path.join(${home}`)
          .replace('require.main === module', 'false')
      return code.replaceAll('createRequire(import.meta.url)("better-sqlite3")', 'require("better-sqlite3")')
    },
  }
}

/** Uses all of it. Rejects with the first thing that could not be used, once the others were. */
async function warm() {
  const model = await startModelServer(script().says('Done.').times(MOST_REQUESTS))
  const results = await Promise.allSettled(uses.map(commands => runAll(commands, model.url)))
  await model.close()
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

/** @param {string[][]} commands each in the same home and folder @param {string} modelUrl */
async function runAll(commands, modelUrl) {
  const place = mkdtempSync(join(tmpdir(), 'heddle-build-'))
  mkdirSync(join(place, 'home'), { mode: 0o700 })
  writeFileSync(join(place, 'home/config.toml'), configOf(modelUrl), { mode: 0o600 })
  try {
    for (const args of commands) await runOnce(args, place)
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** @param {string[]} args @param {string} place */
async function runOnce(args, place) {
  const child = spawn(process.execPath, [inRoot('scripts/keepCode.cjs'), ...args], {
    cwd: place,
    env: { ...needed(), HOME: place, HEDDLE_HOME: join(place, 'home'), LOCAL_KEY: 'none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const hear = (/** @type {Buffer} */ chunk) => (output += chunk)
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  const ended = once(child, 'close')
  try {
    if (args[0] === 'serve') {
      await workWith(child, place)
      child.kill('SIGTERM')
    }
    await ended
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
  }
  const [code] = await ended
  if (code !== 0) throw new Error(`heddle ${args.join(' ')} ended with exit code ${code}:\n${output}`)
}

/**
 * A turn of the newest thread, of a new one where there is none.
 * @param {import('node:child_process').ChildProcess} server
 * @param {string} cwd
 */
async function workWith(server, cwd) {
  const client = await clientOf(server)
  const [known] = (await client.call('thread/list', { limit: 1 })).threads
  const threadId = known?.id ?? (await client.call('thread/start', { commandId: 'the-thread', cwd })).threadId
  const done = new Promise((resolve, reject) =>
    client.subscribe(
      'thread/watch',
      { threadId },
      frame => frame.type === 'event' && frame.event.type === 'turn.finished' && resolve(undefined),
      failure => reject(failure ?? new Error('The thread is not watched any more.')),
    ),
  )
  const content = [{ type: /** @type {const} */ ('input_text'), text: 'hi' }]
  await client.call('input/send', { threadId, inputId: known ? 'the-second-one' : 'the-first-one', content })
  await done
  client.close()
}

/** Nothing else of the environment: a key in it would make the turn a real one. */
function needed() {
  const names = ['PATH', 'SystemRoot', 'TEMP']
  return Object.fromEntries(names.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])))
}

rmSync(folder, { recursive: true, force: true })
await bundle()
await warm().catch(error => console.log(`The command line will start more slowly: ${error.message}`))
