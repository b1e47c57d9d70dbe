import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { runCodex, sharedHome } from '../testing/codexRig.ts'
import { runHeddle } from '../testing/heddle.ts'
import type { TempHome } from '../testing/heddle.ts'
import { script } from '../testing/modelServer.ts'
import { realCodex } from '../testing/peers.ts'

const codex = realCodex()
const missing = 'missing' in codex ? codex.missing : null
if (missing) console.log(`Skipped beside the real Codex: ${missing}`)

const EVENTS = ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'Stop']

/** One home with hooks at every event; each keeps what it is told in a file that is named after the one who asked. */
async function hookedHome(line: (event: string, home: string) => string) {
  const story = () => script().calls('exec_command', { cmd: 'echo plum' }).next().says('done')
  const home = await sharedHome({ otherwise: story() })
  const file = join(home.home, 'config.toml')
  const tables = EVENTS.map(
    event =>
      `[[hooks.${event}]]\n[[hooks.${event}.hooks]]\ntype = "command"\ncommand = '''${line(event, home.home)}'''\n`,
  )
  const notify = `notify = ["/bin/sh", "-c", "echo \\"$0\\" > ${home.home}/told.new && mv ${home.home}/told.new ${home.home}/told"]\n`
  writeFileSync(file, `${notify}${readFileSync(file, 'utf8')}\n${tables.join('\n')}`)
  return home
}

const theirs = (home: TempHome) =>
  runCodex(['--dangerously-bypass-approvals-and-sandbox', '--dangerously-bypass-hook-trust', 'go now'], home)
const ours = ({ home, workspace }: TempHome) =>
  runHeddle(['exec', '--json', '-C', workspace, '-s', 'danger-full-access', 'go now'], { home })

/** What is another each time, or only ours. */
const OWN = ['session_id', 'turn_id', 'transcript_path', 'turn_status']

function told(home: TempHome, name: string): Record<string, unknown> {
  const all = JSON.parse(readFileSync(join(home.home, name), 'utf8')) as Record<string, unknown>
  const ids = { session: typeof all.session_id, turn: typeof all.turn_id }
  return { ...Object.fromEntries(Object.entries(all).filter(([key]) => !OWN.includes(key))), ids }
}

describe.skipIf(missing !== null)('hooks beside the real Codex', () => {
  test('the same file makes the same programs run, told the same in the same words', async () => {
    const keep = (event: string, home: string) => `cat > ${home}/${event}`
    const kept = async (run: (home: TempHome) => ReturnType<typeof ours>) => {
      const home = await hookedHome(keep)
      const { code, stderr } = await run(home)
      expect(code, stderr).toBe(0)
      while (!existsSync(join(home.home, 'told'))) await delay(10)
      const {
        'thread-id': thread,
        'turn-id': turn,
        client,
        ...end
      } = JSON.parse(readFileSync(join(home.home, 'told'), 'utf8'))
      expect([typeof thread, typeof turn, typeof client]).toEqual(['string', 'string', 'string'])
      const events = Object.fromEntries(EVENTS.map(event => [event, told(home, event)]))
      // Each has a folder of its own.
      return JSON.parse(JSON.stringify({ events, end }).replaceAll(home.workspace, '/ws'))
    }
    expect(await kept(ours)).toEqual(await kept(theirs))
  })

  test('what a hook answers has the same effect: a changed command runs, a refused one does not', async () => {
    const change = JSON.stringify({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'allow',
        updatedInput: { command: 'echo pear' },
      },
    })
    for (const [line, effect] of [
      [`echo '${change}'`, 'pear'],
      ['echo no plums >&2; exit 2', 'no plums'],
    ] as const) {
      for (const run of [ours, theirs]) {
        const home = await hookedHome(event => (event === 'PreToolUse' ? line : 'true'))
        expect((await run(home)).code).toBe(0)
        const output = JSON.stringify(home.model.requests[1]?.input.at(-1))
        expect(output).toContain(effect)
        expect(output).toContain('function_call_output')
        expect(output).not.toContain('plum\\n')
      }
    }
  })

  test('a refused message never reaches the model', async () => {
    for (const run of [ours, theirs]) {
      const home = await hookedHome(event => (event === 'UserPromptSubmit' ? 'echo not this >&2; exit 2' : 'true'))
      await run(home)
      expect(home.model.requests).toEqual([])
    }
  })
})
