import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { createMcpApprovals } from './approvals.ts'
import { bounded } from './boundedBody.ts'
import { createLineReader } from './lineReader.ts'
import type { LongLine } from './lineReader.ts'
import { answeredId, parseMessage } from './messages.ts'

describe('lines of a server', () => {
  function read(chunks: (string | Buffer)[], maxBytes = 100) {
    const lines: string[] = []
    const long: LongLine[] = []
    const reader = createLineReader({
      maxBytes,
      onLine: line => void lines.push(line),
      onLongLine: line => void long.push(line),
    })
    for (const chunk of chunks) reader.push(Buffer.from(chunk))
    return { lines, long }
  }

  test('come whole however they are cut, in the middle of a character too', () => {
    const bytes = Buffer.from('héllo\n\nwörld 💥\nrest')
    for (let at = 1; at < bytes.length; at++)
      expect(read([bytes.subarray(0, at), bytes.subarray(at)]).lines).toEqual(['héllo', 'wörld 💥'])
  })

  test('that are too long keep their ends and their length, and the next one is whole again', () => {
    const { lines, long } = read(['a', 'b'.repeat(60), 'c'.repeat(60), 'd\nnext\n'])
    expect(lines).toEqual(['next'])
    expect(long).toEqual([{ bytes: 122, head: expect.stringMatching(/^ab/), tail: expect.stringMatching(/cd$/) }])
  })
})

describe('messages of a server', () => {
  test.each(['', 'hello', '[]', 'null', '{', '{}', '{"jsonrpc":"1.0","id":1}'])('%j is none', line => {
    expect(parseMessage(line)).toBeNull()
  })

  test('cannot pass themselves off as a mark of ours', () => {
    const line = '{"jsonrpc":"2.0","id":1,"result":{"heddle/oversized":{"bytes":1,"head":"","tail":""},"a":1}}'
    expect(parseMessage(line)).toEqual({ jsonrpc: '2.0', id: 1, result: { a: 1 } })
  })

  test.each([
    ['{"jsonrpc":"2.0","id":7,"result":{', '"x"}}', 7],
    ['{"result":{"id":3,', '"id":4},"jsonrpc":"2.0","id":7}', 7],
    ['{"result":{', '},"id":"a","jsonrpc":"2.0"}', 'a'],
    ['{"result":{"id":3', '"id":4}}', null],
  ])('tell what they answer from their ends: %s … %s', (head, tail, id) => {
    expect(answeredId({ bytes: 0, head, tail })).toBe(id)
  })
})

describe('the body of a response', () => {
  const respond = (chunks: string[], type: string): Response => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
        controller.close()
      },
    })
    return new Response(stream, { headers: { 'content-type': type } })
  }
  const read = async (chunks: string[], type: string) => {
    const violations: string[] = []
    const body = bounded(respond(chunks, type), 10, reason => void violations.push(reason))
    return { text: await body.text().catch(() => null), violations }
  }

  test('of a document is bounded as a whole', async () => {
    expect(await read(['12345', '67890'], 'application/json')).toEqual({ text: '1234567890', violations: [] })
    const { text, violations } = await read(['12345', '678901'], 'application/json')
    expect([text, violations.length]).toEqual([null, 1])
  })

  test('of a stream is bounded event by event', async () => {
    const events = ['data: 1\n\n', 'data: 2\r\n\r', '\n', 'data: 3\n\n']
    expect(await read(events, 'text/event-stream; charset=utf-8')).toEqual({ text: events.join(''), violations: [] })
    expect((await read(['data: 12345\n\n'.slice(0, 11)], 'text/event-stream')).violations).toHaveLength(1)
  })
})

describe('approvals of tools', () => {
  const dirs: string[] = []
  afterEach(() => dirs.splice(0).forEach(dir => rmSync(dir, { recursive: true })))
  const path = () => {
    dirs.push(mkdtempSync(join(tmpdir(), 'heddle-mcp-approvals-')))
    return join(dirs.at(-1)!, 'mcp_approvals.json')
  }
  const tool = { server: 's', tool: 't', schemaHash: 'one' }

  test('hold where they were given, for what the tool was', async () => {
    const file = path()
    const given = createMcpApprovals(file, () => 1)
    expect(given.find({ ...tool, project: '/p' })).toEqual({ type: 'none' })
    await given.remember({ ...tool, project: '/p' })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const read = createMcpApprovals(file, () => 2)
    expect(read.find({ ...tool, project: '/p' })).toEqual({ type: 'allowed', scope: 'project' })
    expect(read.find({ ...tool, project: '/q' })).toEqual({ type: 'none' })
    expect(read.find({ ...tool, schemaHash: 'two', project: '/p' })).toEqual({ type: 'changed' })
    expect(read.find({ ...tool, server: 'other', project: '/p' })).toEqual({ type: 'none' })
    await read.remember({ ...tool, project: null })
    expect(read.find({ ...tool, project: '/q' })).toEqual({ type: 'allowed', scope: 'everywhere' })
    await read.forget({ server: 's', tool: 't', project: null })
    expect(read.find({ ...tool, project: '/q' })).toEqual({ type: 'none' })
  })

  test('of another program on the same home count as well', async () => {
    const file = path()
    const [mine, theirs] = [createMcpApprovals(file, () => 1), createMcpApprovals(file, () => 1)]
    expect(mine.find({ ...tool, project: '/p' })).toEqual({ type: 'none' })
    await theirs.remember({ ...tool, project: null })
    expect(mine.find({ ...tool, project: '/p' }).type).toBe('allowed')
    await Promise.all([
      mine.remember({ ...tool, tool: 'u', project: null }),
      mine.remember({ ...tool, tool: 'v', project: null }),
    ])
    expect(theirs.list().map(({ tool }) => tool)).toEqual(['t', 'u', 'v'])
  })

  test.each(['', '{', '[]', '{"approvals":[{}]}', '{"approvals":[{"server":1}]}'])(
    'a damaged file allows nothing: %s',
    text => {
      const file = path()
      writeFileSync(file, text)
      expect(createMcpApprovals(file, () => 1).find({ ...tool, project: '/p' })).toEqual({ type: 'none' })
    },
  )
})
