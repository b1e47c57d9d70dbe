import { describe, expect, test } from 'vitest'
import { SUMMARY_PREFIX } from '../core/context/compaction.ts'
import { legacyThread, runCodex, sharedHome } from '../testing/codexRig.ts'
import { runHeddle } from '../testing/heddle.ts'
import type { Finished, TempHome } from '../testing/heddle.ts'
import { script } from '../testing/modelServer.ts'
import type { RecordedRequest } from '../testing/modelServer.ts'
import { realCodex } from '../testing/peers.ts'

const codex = realCodex()
const missing = 'missing' in codex ? codex.missing : null
if (missing) console.log(`Skipped beside the real Codex: ${missing}`)

const LIMIT = 'model_auto_compact_token_limit = 20000\n'
const FULL = { input: 20_000, output: 10 }
const ROOM = { input: 5_000, output: 10 }

const runOurs = (args: string[], { home, workspace }: TempHome) =>
  runHeddle(['exec', '--json', '-C', workspace, '-s', 'danger-full-access', ...args], {
    home,
    env: { CODEX_HOME: home },
  })

function threadOf(run: Finished): string {
  expect(run.code, run.stderr + run.stdout).toBe(0)
  return String(run.lines[0]?.thread_id)
}

/** A turn that fills the window in the middle, so that its history is compacted. */
const story = () =>
  script()
    .says('on it')
    .calls('exec_command', { cmd: 'echo plum' })
    .uses(FULL)
    .next()
    .says('I did things.')
    .uses(ROOM)
    .next()
    .says('done')
    .uses(ROOM)
    .next()

/** Role and content of each item, without the instructions that each program begins with. */
const said = ({ input }: RecordedRequest) => input.slice(1).map(({ role, content }) => ({ role, content }))
const texts = (request: RecordedRequest) =>
  said(request).map(({ content }) => (content as { text: string }[]).map(({ text }) => text).join('|'))

describe.skipIf(missing !== null)('beside the real Codex', () => {
  test('it goes on with exactly the history that we left of a thread', async () => {
    const home = await sharedHome(story().says('more').uses(ROOM), LIMIT)
    const id = threadOf(await runOurs(['go'], home))
    threadOf(await runCodex(['resume', id, 'again'], home))
    const [, , ours, theirs] = home.model.requests as RecordedRequest[]
    const kept = said(ours!)
    expect(said(theirs!).slice(0, kept.length)).toEqual(kept)
    // Then what was said since, and its own context, which it always tells anew after another program.
    const since = said(theirs!).slice(kept.length)
    expect(since.map(({ role }) => role)).toEqual(['assistant', 'developer', 'user', 'user'])
    expect([texts(theirs!).at(kept.length), texts(theirs!).at(-1)]).toEqual(['done', 'again'])
  })

  test('a second compaction, by it, keeps our summary among what people said: it knows only its own words', async () => {
    const home = await sharedHome(
      story().says('more').uses(FULL).next().says('All of it.').uses(ROOM).next().says('fine').uses(ROOM),
      LIMIT,
    )
    const id = threadOf(await runOurs(['go'], home))
    threadOf(await runOurs(['resume', id, 'again'], home))
    threadOf(await runCodex(['resume', id, 'and again'], home))
    const last = texts(home.model.requests.at(-1)!)
    expect(last.slice(0, 2)).toEqual(['go', `${SUMMARY_PREFIX}\nI did things.`])
    expect(last.slice(-3)).toEqual(['again', expect.stringContaining('All of it.'), 'and again'])
  })

  test('we go on with exactly the history that it left of a thread', async () => {
    const home = await sharedHome(story().says('more').uses(ROOM), LIMIT)
    const id = threadOf(await runCodex(['--dangerously-bypass-approvals-and-sandbox', 'go'], home))
    threadOf(await runOurs(['resume', id, 'again'], home))
    const [, summary, theirs, ours] = home.model.requests as RecordedRequest[]
    expect(summary!.body.tools).toEqual([])
    const kept = said(theirs!)
    expect(said(ours!).slice(0, kept.length)).toEqual(kept)
    expect(texts(ours!).slice(kept.length, kept.length + 1)).toEqual(['done'])
    expect(texts(ours!).at(-1)).toBe('again')
  })

  test('a second compaction, by us, does not take its summary for something a person said', async () => {
    const home = await sharedHome(
      story().says('more').uses(FULL).next().says('All of it.').uses(ROOM).next().says('fine').uses(ROOM),
      LIMIT,
    )
    const id = threadOf(await runCodex(['--dangerously-bypass-approvals-and-sandbox', 'go'], home))
    threadOf(await runCodex(['resume', '--dangerously-bypass-approvals-and-sandbox', id, 'again'], home))
    threadOf(await runOurs(['resume', id, 'and again'], home))
    const last = texts(home.model.requests.at(-1)!)
    expect(last.at(-1)).toBe('and again')
    expect(last.at(-2)).toBe(`${SUMMARY_PREFIX}\nAll of it.`)
    expect(last.filter(text => text === 'go' || text === 'again')).toEqual(['go', 'again'])
    expect(last.join('\n')).not.toContain('I did things.')
  })

  test('it goes on with what we left of a file of its older style', async () => {
    const home = await sharedHome(
      script()
        .says('one')
        .uses(FULL)
        .next()
        .says('All of it.')
        .uses(ROOM)
        .next()
        .says('two')
        .uses(ROOM)
        .next()
        .says('3'),
      LIMIT,
    )
    const id = await legacyThread(home)
    threadOf(await runOurs(['resume', id, 'again'], home))
    threadOf(await runCodex(['resume', id, 'and again'], home))
    const [, summary, ours, theirs] = home.model.requests as RecordedRequest[]
    expect(summary!.body.tools).toEqual([])
    const kept = said(ours!)
    expect(texts(ours!).at(-2)).toBe(`${SUMMARY_PREFIX}\nAll of it.`)
    expect(said(theirs!).slice(0, kept.length)).toEqual(kept)
    expect([texts(theirs!).at(kept.length), texts(theirs!).at(-1)]).toEqual(['two', 'and again'])
  })
})
