import { describe, expect, it } from 'vitest'
import type { ApprovalRequest } from '../../../core/thread/calls.ts'
import { confinementOf, reasonPieces, titleOfRequest } from './words.ts'

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

  it('sets the names of settings apart and loses no text', () => {
    const text = 'It is never safe. Policy on-request (default), sandbox workspace-write (a.toml:3).'
    const pieces = reasonPieces(text)
    expect(pieces.filter((_, index) => index % 2 === 1)).toEqual(['on-request', 'workspace-write'])
    expect(pieces.join('')).toBe(text)
  })
})
