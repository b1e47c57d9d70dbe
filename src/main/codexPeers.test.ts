import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { legacyThread, runCodex, sharedHome } from '../testing/codexRig.ts'
import { jsonLines, runHeddle } from '../testing/heddle.ts'
import type { TempHome } from '../testing/heddle.ts'
import { heddleCommand } from '../testing/heddleCommand.ts'
import { script } from '../testing/modelServer.ts'
import type { ModelServer } from '../testing/modelServer.ts'
import { realCodex, realSdk } from '../testing/peers.ts'

const codex = realCodex()
const sdk = realSdk()
const missing = 'missing' in codex ? codex.missing : 'missing' in sdk ? sdk.missing : null
if (missing) console.log(`Skipped beside the real Codex: ${missing}`)

const runOurs = (args: string[], { home, workspace }: TempHome) =>
  runHeddle(['exec', '--json', '-C', workspace, '-s', 'danger-full-access', ...args], {
    home,
    env: { CODEX_HOME: home },
  })

const work = () =>
  script()
    .reasons('think')
    .says('Working.')
    .calls('exec_command', { cmd: 'echo from-a-command' })
    .calls('exec_command', { cmd: 'exit 4' })
    .next()
    .patch('*** Begin Patch\n*** Add File: made.txt\n+made\n*** End Patch\n')
    .next()
    .says('Finished the first turn.')
    .next()
    .says('And the second.')
    .next()
    .says('And the third.')

const inputText = (model: ModelServer, n: number) => JSON.stringify(model.requests[n]?.input)

describe.skipIf(missing !== null)('beside the real Codex', () => {
  test('it resumes what Heddle wrote, and Heddle resumes that again', async () => {
    const home = await sharedHome(work())
    const first = await runOurs(['begin the work'], home)
    expect(first.code, first.stderr).toBe(0)
    const id = String(first.lines[0]?.thread_id)
    const theirs = await runCodex(['resume', id, 'go on'], home)
    expect(theirs.code, theirs.stderr + theirs.stdout).toBe(0)
    expect(theirs.stdout).toContain('And the second.')
    for (const words of [
      'begin the work',
      'Working.',
      'from-a-command',
      'made.txt',
      'Finished the first turn.',
      'go on',
    ]) {
      expect(inputText(home.model, 3)).toContain(words)
    }
    const again = await runOurs(['resume', id, 'and on'], home)
    expect(again.code, again.stderr).toBe(0)
    expect(inputText(home.model, 4)).toContain('And the second.')
    const rollout = rolloutWith(home, id)
    expect(rollout.map(line => line.ordinal)).toEqual(rollout.map((_, n) => n))
  })

  test('Heddle resumes what it wrote in pages', async () => {
    const home = await sharedHome(work())
    const theirs = await runCodex(['begin the work'], home)
    expect(theirs.code, theirs.stderr + theirs.stdout).toBe(0)
    const id = String(theirs.lines[0]?.thread_id)
    const ours = await runOurs(['resume', id, 'go on'], home)
    expect(ours.code, ours.stderr).toBe(0)
    expect(ours.lines[0]).toEqual({ type: 'thread.started', thread_id: id })
    for (const words of ['begin the work', 'from-a-command', 'Finished the first turn.', 'go on']) {
      expect(inputText(home.model, 3)).toContain(words)
    }
    const back = await runCodex(['resume', id, 'and on'], home)
    expect(back.code, back.stderr).toBe(0)
    expect(inputText(home.model, 4)).toContain('And the second.')
  })

  test('Heddle resumes a legacy file it wrote, in its own style', async () => {
    const home = await sharedHome(work())
    const id = await legacyThread(home)
    const ours = await runOurs(['resume', id, 'go on'], home)
    expect(ours.code, ours.stderr).toBe(0)
    for (const words of ['legacy begins', 'from-a-command', 'go on']) expect(inputText(home.model, 3)).toContain(words)
    const rollout = rolloutWith(home, id)
    expect(rollout.every(line => line.ordinal === undefined)).toBe(true)
    const back = await runCodex(['resume', id, 'and on'], home)
    expect(back.code, back.stderr).toBe(0)
    expect(inputText(home.model, 4)).toContain('And the second.')
  })

  test('its SDK drives heddle exec through two turns with a command and a file change', async () => {
    const home = await sharedHome(work())
    if ('missing' in sdk) throw new Error(sdk.missing)
    const { Codex } = await import(pathToFileURL(sdk.path).href)
    const launcher = join(home.root, 'heddle')
    writeFileSync(launcher, `#!/bin/sh\nexec ${heddleCommand.map(part => `"${part}"`).join(' ')} "$@"\n`, {
      mode: 0o755,
    })
    const client = new Codex({
      codexPathOverride: launcher,
      env: { PATH: String(process.env.PATH), HOME: home.home, HEDDLE_HOME: home.home, MOCK_KEY: 'k' },
    })
    const thread = client.startThread({ workingDirectory: home.workspace, sandboxMode: 'danger-full-access' })
    const first = await thread.run('begin the work')
    expect(first.finalResponse).toBe('Finished the first turn.')
    expect(first.items.map((item: { type: string }) => item.type)).toEqual(
      expect.arrayContaining(['reasoning', 'agent_message', 'command_execution', 'file_change']),
    )
    expect(first.usage.output_tokens).toBeGreaterThan(0)
    expect(readFileSync(join(home.workspace, 'made.txt'), 'utf8')).toBe('made\n')
    const id = thread.id
    const second = await thread.run('go on')
    expect(second.finalResponse).toBe('And the second.')
    expect(thread.id).toBe(id)
    expect(home.model.problems).toEqual([])
  })
})

function rolloutWith({ home }: TempHome, id: string): Record<string, unknown>[] {
  const { readdirSync } = process.getBuiltinModule('node:fs')
  const name = readdirSync(join(home, 'sessions'), { recursive: true, encoding: 'utf8' }).find(file =>
    file.endsWith(`${id}.jsonl`),
  )
  const path = join(home, 'sessions', name ?? '')
  expect(existsSync(path)).toBe(true)
  return jsonLines(readFileSync(path, 'utf8'))
}
