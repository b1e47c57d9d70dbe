// An MCP server with one tool, whose calls leave a mark: node effectServer.mjs <ledger> <home>.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const [ledger = '', home = ''] = process.argv.slice(2)

const tool = {
  name: 'mark',
  description: 'Leaves a mark.',
  inputSchema: { type: 'object', properties: { token: { type: 'string' } }, required: ['token'] },
}

/** Whether the start of the call is on disk at this moment. */
function isStarted(/** @type {string} */ token) {
  const names = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.jsonl'))
  const lines = names.flatMap(name => readFileSync(join(home, name), 'utf8').split('\n'))
  return lines.some(line => line.includes('"type":"call.started"') && line.includes(`"callId":"${token}"`))
}

/** @type {Record<string, (params: any) => object>} */
const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'effects', version: '1.0.0' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools: [tool] }),
  'tools/call': ({ arguments: { token } }) => {
    appendFileSync(ledger, `${token} ${isStarted(token) ? 'yes' : 'no'}\n`)
    return { content: [{ type: 'text', text: `done: ${token}` }] }
  },
}

createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line)
  if (id === undefined) return
  const result = answers[method]?.(params)
  const answer = result ? { result } : { error: { code: -32601, message: `There is no ${method}.` } }
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`)
})
