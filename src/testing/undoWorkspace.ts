import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { apply } from '../core/thread/apply.ts'
import type { EventBody } from '../core/thread/events.ts'
import { sandboxOf } from '../core/thread/settings.ts'
import type { ThreadSettings } from '../core/thread/settings.ts'
import { emptyThread, turnOf } from '../core/thread/thread.ts'
import type { Thread } from '../core/thread/thread.ts'
import { createBlobs, hashOf } from '../main/engine/store/blobs.ts'
import { runPatch } from '../main/engine/tools/applyPatch.ts'
import { openPlacedFiles } from '../main/engine/tools/placedFiles.ts'
import { createUndo } from '../main/engine/undo/undo.ts'

/** A thread that patches files in a folder of its own, and the undo of it. For tests. */
export function createWorkspace() {
  const root = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), 'heddle-undo-')))
  const cwd = join(root, 'work')
  fs.mkdirSync(cwd)
  const settings = { model: 'm', provider: 'p', sandbox: sandboxOf('workspace-write') } as ThreadSettings
  const blobs = createBlobs({ dir: join(root, 'blobs') })
  let thread: Thread = emptyThread('t')
  let calls = 0

  const record = (...bodies: EventBody[]) => {
    for (const body of bodies) thread = apply(thread, { ...body, seq: thread.seq + 1, at: thread.seq + 1 })
  }
  record(
    { type: 'thread.created', threadId: 't', cwd, origin: { source: 'test', originator: 'test' }, version: '0' },
    { type: 'thread.configured', settings },
  )

  const at = (path: string) => join(cwd, path)
  const confinement = { roots: [cwd], protectedNames: ['.git'] }
  const state = {
    thread: () => thread,
    transact: async (decide: (thread: Thread) => EventBody[]) => {
      record(...decide(thread))
      return thread.seq
    },
  }
  const makeUndo = (over: Partial<Parameters<typeof createUndo>[0]> = {}) =>
    createUndo({
      open: async () => ({ state }),
      turn: async (_, turnId) => {
        const turn = turnOf(thread, turnId)
        if (!turn) throw new Error(`no turn ${turnId}`)
        return turn
      },
      filesFor: async () => openPlacedFiles(confinement),
      get: blobs.get,
      keep: blobs.putAll,
      hashOf,
      looks: { caughtUp: async () => {}, settle: async () => {} },
      ...over,
    })

  return {
    root,
    cwd,
    at,
    blobs,
    settings,
    record,
    thread: () => thread,
    makeUndo,
    undo: makeUndo(),
    begin(turnId: string) {
      record({ type: 'turn.started', turnId }, { type: 'turn.configured', turnId, cwd, settings })
    },
    end: (turnId: string) => record({ type: 'turn.finished', turnId, status: 'completed', startedAt: 0 }),
    /** Carries out a patch as a call of a turn. */
    async patch(turnId: string, ...lines: string[]) {
      const callId = `call-${calls++}`
      const patch = ['*** Begin Patch', ...lines, '*** End Patch'].join('\n')
      const outcome = await runPatch(patch, cwd, { confinement, keep: blobs.putAll })
      if (outcome.status !== 'completed') throw new Error(String(outcome.output))
      record(
        {
          type: 'call.received',
          turnId,
          item: { type: 'custom_tool_call', id: callId, call_id: callId, name: 'apply_patch', input: patch },
        },
        {
          type: 'call.started',
          turnId,
          callId,
          sandboxed: true,
          reason: { code: 'tool.harmless', text: '' },
        },
        { type: 'call.completed', turnId, callId, status: outcome.status, result: outcome.result },
      )
    },
    write(path: string, content: string | Uint8Array, mode?: number) {
      fs.mkdirSync(join(at(path), '..'), { recursive: true })
      fs.writeFileSync(at(path), content)
      if (mode !== undefined) fs.chmodSync(at(path), mode)
    },
    read: (path: string) => fs.readFileSync(at(path), 'utf8'),
    /** Everything in the folder: path, kind, bits and content. */
    snapshot: () => snapshot(cwd),
    remove: () => fs.rmSync(root, { recursive: true, force: true }),
  }
}

function snapshot(dir: string, prefix = ''): Record<string, string> {
  const entries: Record<string, string> = {}
  for (const name of fs.readdirSync(dir).sort()) {
    const path = join(dir, name)
    const stat = fs.lstatSync(path)
    const bits = (stat.mode & 0o7777).toString(8)
    if (stat.isSymbolicLink()) entries[prefix + name] = `link ${fs.readlinkSync(path)}`
    else if (stat.isDirectory())
      Object.assign(entries, { [`${prefix}${name}/`]: '' }, snapshot(path, `${prefix}${name}/`))
    else entries[prefix + name] = `${bits} ${fs.readFileSync(path).toString('hex')}`
  }
  return entries
}
