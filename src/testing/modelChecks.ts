import type { RecordedRequest } from './modelServer.ts'

type Entry = Record<string, unknown>

/**
 * Checks every request of every thread against the rules that real providers enforce, or charge for when they are broken.
 *
 * @returns a function that takes a request and gives back what is wrong with it, in words
 */
export function createRequestChecks(): (request: RecordedRequest) => string[] {
  const previous = new Map<string, { lines: string[]; summary: boolean }>()
  return request => {
    const where = `request ${request.n} (${request.thread})`
    const entries = request.input
    const problems = request.wire === 'chat' ? chatPairing(entries) : responsesPairing(entries)
    const lines = entries.map(entry => JSON.stringify(withoutThoughts(entry)))
    const before = previous.get(request.thread)
    const summary = asksForSummary(request)
    previous.set(request.thread, { lines, summary })
    // After a compaction the prefix begins anew.
    const changed = before?.summary && !summary ? -1 : (before?.lines ?? []).findIndex((line, at) => line !== lines[at])
    if (changed >= 0) problems.push(`entry ${changed} is not what the previous request began with: the prefix changed`)
    return problems.map(problem => `${where}: ${problem}`)
  }
}

const asksForSummary = ({ path, body }: RecordedRequest): boolean =>
  path.endsWith('/compact') || (Array.isArray(body.tools) && body.tools.length === 0)

/** Thoughts are sent only within their turn on the chat wire: they do not count as part of the prefix. */
function withoutThoughts(entry: Entry): Entry {
  const { reasoning_content: _, ...rest } = entry
  return rest
}

function responsesPairing(input: Entry[]): string[] {
  const calls = input.filter(item => String(item.type).endsWith('_call') && typeof item.call_id === 'string')
  const outputs = input.filter(item => String(item.type).endsWith('_call_output') && typeof item.call_id === 'string')
  return pairing(
    calls.map(call => String(call.call_id)),
    outputs.map(output => String(output.call_id)),
  )
}

function chatPairing(messages: Entry[]): string[] {
  const calls = messages.flatMap(message => (Array.isArray(message.tool_calls) ? message.tool_calls : []))
  const outputs = messages.filter(message => message.role === 'tool')
  const problems = pairing(
    calls.map((call: Entry) => String(call.id)),
    outputs.map(output => String(output.tool_call_id)),
  )
  let open = new Set<string>()
  for (const message of messages) {
    if (message.role === 'tool') open.delete(String(message.tool_call_id))
    else if (open.size > 0) problems.push(`outputs of ${[...open].join(', ')} do not directly follow their calls`)
    if (message.role === 'tool') continue
    open = new Set((Array.isArray(message.tool_calls) ? message.tool_calls : []).map((call: Entry) => String(call.id)))
  }
  return problems
}

function pairing(calls: string[], outputs: string[]): string[] {
  const answered = new Set(outputs)
  const called = new Set(calls)
  return [
    ...calls.filter(id => !answered.has(id)).map(id => `call ${id} has no output`),
    ...outputs.filter(id => !called.has(id)).map(id => `output ${id} answers no call`),
    ...repeated(calls).map(id => `call id ${id} is used twice`),
    ...repeated(outputs).map(id => `call ${id} has two outputs`),
  ]
}

const repeated = (ids: string[]): string[] => [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))]
