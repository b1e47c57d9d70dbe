/**
 * The scripted model server as a program of its own, for benches and for other agents:
 *
 *     node src/testing/modelServerMain.ts --script story.json [--port 4545] [--log requests.jsonl] [--no-checks]
 *
 * The file holds `{ "rounds": [...] }` or `{ "byThread": ..., "byPrompt": [["words", {...}]], "otherwise": ... }` (see
 * modelScript.ts). `--play module.ts` instead of it names a module whose `answer` decides from each request. Prints
 * `READY <base url>`; problems go to stderr; `--log` gets one line per request.
 */
import { appendFileSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { type Cast, type Handler, startModelServer } from './modelServer.ts'
import type { Script } from './modelScript.ts'

const { values } = parseArgs({
  options: {
    script: { type: 'string' },
    play: { type: 'string' },
    port: { type: 'string', default: '0' },
    log: { type: 'string' },
    'no-checks': { type: 'boolean', default: false },
    'log-bodies': { type: 'boolean', default: false },
  },
})
const { log } = values

async function readStory(): Promise<Script | Cast | Handler> {
  const { script, play } = values
  if (play) return ((await import(pathToFileURL(resolve(play)).href)) as { answer: Handler }).answer
  if (!script) throw new Error('Which script? Give --script <file.json>.')
  return JSON.parse(readFileSync(script, 'utf8')) as Script | Cast
}

const server = await startModelServer(await readStory(), {
  port: Number(values.port),
  checks: !values['no-checks'],
  forgetBodies: true,
  onRequest({ n, wire, thread, round, headers, body, input, receivedAt }) {
    if (!log) return
    const seen = values['log-bodies'] ? { headers, body } : { entries: input.length }
    appendFileSync(log, `${JSON.stringify({ n, wire, thread, round, receivedAt, ...seen })}\n`)
  },
})
process.stdout.write(`READY ${server.url}\n`)

const stop = () => {
  for (const problem of server.problems) process.stderr.write(`${problem}\n`)
  void server.close().then(() => process.exit(0))
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
