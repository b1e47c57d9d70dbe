import { describe, expect, it } from 'vitest'
import type { ApprovalRequest } from '../../../core/thread/calls.ts'
import type { FileChange } from '../../../core/thread/calls.ts'
import {
  confinementOf,
  dangerOf,
  hintsOf,
  isOutside,
  layerOf,
  reasonPieces,
  ruleLine,
  subjectOf,
  timeLeft,
  titleOfRequest,
} from './words.ts'

const request = (over: Partial<ApprovalRequest>): ApprovalRequest => ({
  kind: 'command',
  reason: { code: 'policy.untrusted', text: '' },
  cwd: '/work',
  command: 'make',
  unsandboxed: false,
  network: false,
  dangerous: false,
  ...over,
})

describe('the words of a question', () => {
  it('names what is special about the command', () => {
    expect(titleOfRequest(request({}))).toBe('Run this command?')
    expect(titleOfRequest(request({ unsandboxed: true }))).toBe('Run this command without a sandbox?')
    expect(titleOfRequest(request({ unsandboxed: true, reason: { code: 'escalation', text: '' } }))).toBe(
      'Run this command outside the sandbox?',
    )
    expect(titleOfRequest(request({ dangerous: true, unsandboxed: true }))).toBe('Run this dangerous command?')
  })

  it('counts the files of a patch and says nothing of a sandbox', () => {
    const file = { path: '/work/a', kind: 'add', content: '' } as const
    expect(titleOfRequest(request({ kind: 'patch', changes: [file] }))).toBe('Change this file?')
    expect(titleOfRequest(request({ kind: 'patch', changes: [file, file] }))).toBe('Change 2 files?')
    expect(confinementOf(request({ kind: 'patch', unsandboxed: true }))).toEqual([])
  })

  it('names the files of a patch, the first of many', () => {
    const changes = ['a', 'b', 'c', 'd'].map(name => ({ path: `/work/${name}.ts`, kind: 'add', content: '' }) as const)
    const subject = (count: number) => subjectOf(request({ command: undefined, changes: changes.slice(0, count) }))
    expect([subject(1), subject(2), subject(4)]).toEqual([
      'a.ts',
      '2 files: a.ts, b.ts',
      '4 files: a.ts, b.ts, c.ts, …',
    ])
  })

  it('sets the names of settings apart and loses no text', () => {
    const text = 'It is never safe. Policy on-request (default), sandbox workspace-write (a.toml:3).'
    const pieces = reasonPieces(text)
    expect(pieces.filter((_, index) => index % 2 === 1)).toEqual(['on-request', 'workspace-write'])
    expect(pieces.join('')).toBe(text)
  })

  it('asks again after a failure in the sandbox, and of a tool by its own name', () => {
    expect(titleOfRequest(request({ unsandboxed: true, attempt: { output: 'no', exitCode: 1 } }))).toBe(
      'Run again without the sandbox?',
    )
    const mcp = { server: 'files', tool: 'write', schemaHash: 'x', arguments: {} }
    expect(titleOfRequest(request({ kind: 'mcp', command: undefined, mcp }))).toBe('Use this tool?')
    expect(titleOfRequest(request({ kind: 'mcp', mcp, dangerous: true }))).toMatch(/destroy/)
    expect(subjectOf(request({ kind: 'mcp', command: undefined, mcp }))).toBe('files · write')
    expect(confinementOf(request({ kind: 'mcp', mcp, unsandboxed: true }))).toEqual([])
  })

  it('says a danger once, and hints of a server as its word', () => {
    const danger = 'it deletes everything'
    expect(dangerOf(request({ dangerous: true, danger }))).toBe('Dangerous: it deletes everything.')
    const reason = { code: 'command.dangerous', text: 'It is dangerous: it deletes everything.' }
    expect(dangerOf(request({ dangerous: true, danger, reason }))).toBeNull()
    const mcp = { server: 's', tool: 't', schemaHash: 'x', arguments: {} }
    expect(hintsOf(mcp)).toBeNull()
    expect(hintsOf({ ...mcp, hints: { readOnly: true, openWorld: true } })).toBe(
      'The server says: only reads, reaches other systems.',
    )
    expect(hintsOf({ ...mcp, hints: { readOnly: false, destructive: true } })).toBe(
      'The server says: changes things, may destroy things.',
    )
  })

  it.each<[string, FileChange, boolean]>([
    ['a file in the folder', { path: '/work/a/b', kind: 'add', content: '' }, false],
    ['a neighbour with the same beginning', { path: '/workshop/a', kind: 'add', content: '' }, true],
    ['a way up', { path: '/work/../etc/passwd', kind: 'delete', content: '' }, true],
    ['a move out', { path: '/work/a', kind: 'update', diff: '', movePath: '/etc/a' }, true],
  ])('marks what lies outside: %s', (_, change, outside) => {
    expect(isOutside('/work', change)).toBe(outside)
  })

  it('writes a rule as its file will hold it, and names whose it is', () => {
    expect(ruleLine(['git', 'say "hi"'])).toBe('prefix_rule(pattern=["git", "say \\"hi\\""], decision="allow")')
    const rule = { pattern: '["git"]', file: 'a.rules', line: 1, decision: 'prompt' }
    expect(layerOf(rule)).toBeNull()
    expect(layerOf({ ...rule, layer: 'repository' })).toBe('rules of the repository')
    expect(layerOf({ ...rule, layer: 'constructor' })).toBe('constructor')
  })
})

describe('questions and the pause of a long turn', () => {
  const question = (text: string) => ({ id: text, header: 'Drink', question: text, options: [] })

  it('are named by what they ask', () => {
    const one = request({ kind: 'question', command: undefined, questions: [question('Tea?')] })
    const two = request({ kind: 'question', command: undefined, questions: [question('Tea?'), question('Now?')] })
    expect([titleOfRequest(one), subjectOf(one)]).toEqual(['The agent asks', 'Tea?'])
    expect([titleOfRequest(two), subjectOf(two)]).toEqual(['The agent has 2 questions', 'Tea? · Now?'])
    const brake = request({ kind: 'brake', calls: 200, command: 'npm test' })
    expect([titleOfRequest(brake), subjectOf(brake)]).toEqual([
      '199 calls without a word from you. Go on?',
      'Next: npm test',
    ])
  })

  it.each([
    [3_725_000, 'in 1:02:05.'],
    [65_000, 'in 1:05.'],
    [900, 'in 0:01.'],
    [0, 'Its time is over'],
  ])('say how long they wait: %s ms', (left, said) => {
    expect(timeLeft(left)).toContain(said)
  })
})
