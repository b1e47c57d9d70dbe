import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { ThreadSummary } from '../contract/schemas.ts'
import type { Client } from '../rpc/client.ts'
import { ended, newId, settings, text, watch } from '../testing/engineRig.ts'
import { runHeddle, tempHome } from '../testing/heddle.ts'
import type { TempHome } from '../testing/heddle.ts'
import { script, startModelServer } from '../testing/modelServer.ts'
import type { ModelServer, RecordedRequest } from '../testing/modelServer.ts'
import { clientOf } from '../testing/serveClient.ts'
import { hasSmallDisks, startOnSmallDisk } from '../testing/smallDisk.ts'
import type { DiskKind, SmallDisk } from '../testing/smallDisk.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

interface Rig {
  home: TempHome
  model: ModelServer
  disk: SmallDisk
  client: Client
}

type Answer = (request: RecordedRequest) => ReturnType<typeof script>

async function prepare(answer: Answer): Promise<Pick<Rig, 'home' | 'model'>> {
  const model = await startModelServer(request => answer(request).rounds[0] ?? expect.fail())
  const home = tempHome(model.url)
  closers.push(home.remove, model.close)
  return { home, model }
}

async function serveOn(kind: DiskKind, { home, model }: Pick<Rig, 'home' | 'model'>): Promise<Rig> {
  const disk = startOnSmallDisk(['serve', '--no-open', '--port', '0'], home, kind)
  closers.push(async () => {
    const isEnded = new Promise(resolve => disk.program.once('close', resolve))
    disk.program.kill('SIGKILL')
    await isEnded
  })
  return { home, model, disk, client: await clientOf(disk.program) }
}

async function begin({ client, home }: Rig) {
  const params = { commandId: newId(), cwd: home.workspace, settings: settings({ approvalPolicy: 'never' }) }
  const { threadId } = await client.call('thread/start', params)
  return { threadId, seen: watch(client, threadId) }
}

const say = (client: Client, threadId: string, words: string, delivery: 'queue' | 'steer' = 'queue') =>
  client.call('input/send', { threadId, inputId: newId(), content: text(words), delivery })

/** What the list says of a thread, whenever that changes. */
function watchList(client: Client, threadId: string) {
  const seen: ThreadSummary[] = []
  client.subscribe('threads/watch', {}, frame => {
    if (frame.type === 'changed' && frame.thread.id === threadId) seen.push(frame.thread)
  })
  return () => seen.at(-1)
}

function rolloutPathIn(home: string): string {
  const names = fs.readdirSync(home, { recursive: true, encoding: 'utf8' })
  return join(home, names.find(name => /rollout-[^/]*\.jsonl$/.test(name)) ?? expect.fail('there is no rollout'))
}

/** Content of the only rollout, whose lines are records that count from 0. */
function rolloutIn(home: string): string {
  const content = fs.readFileSync(rolloutPathIn(home), 'utf8')
  const ordinals = content
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line).ordinal)
  expect(ordinals).toEqual([...ordinals.keys()])
  return content
}

const effectsOf = ({ workspace }: TempHome): string[] => {
  const path = join(workspace, 'effects.txt')
  return fs.existsSync(path) ? fs.readFileSync(path, 'utf8').trim().split('\n') : []
}

const FULL = { code: 'home.notWritable', message: expect.stringMatching(/the disk is full\. Free some space/) }
const ROOM = { bytes: 8_000_000 }
/** More than fits into what is left of a page. */
const LONG = 'x'.repeat(20_000)
const effect = (name: string) => ({ cmd: `echo ${name} >> effects.txt # ${LONG}` })

/** Uses up what is left of the file's last page, too. Returns the titles that were kept. */
async function renameUntilFull(client: Client, threadId: string): Promise<string[]> {
  for (const kept: string[] = []; ;) {
    const title = `${kept.length}: ${LONG.slice(0, 400)}`
    const failure = await client.call('thread/rename', { threadId, title }).then(
      () => void kept.push(title),
      (error: Error) => error,
    )
    if (!failure) continue
    expect(failure).toMatchObject(FULL)
    return kept
  }
}

describe.skipIf(!hasSmallDisks)('a full disk', () => {
  test('refuses what it cannot keep, and takes it when there is room again', async () => {
    const rig = await serveOn(ROOM, await prepare(() => script().says('Done.')))
    const { client, disk, home } = rig
    const { threadId, seen } = await begin(rig)
    await say(client, threadId, 'first')
    const before = await seen.until(ended(1))
    disk.fill()
    await expect(say(client, threadId, `second ${LONG}`)).rejects.toMatchObject(FULL)
    const titles = await renameUntilFull(client, threadId)
    await expect(client.call('thread/start', { commandId: newId(), cwd: home.workspace })).rejects.toMatchObject(FULL)
    await expect(client.call('thread/fork', { commandId: newId(), threadId })).rejects.toMatchObject(FULL)
    expect(seen.thread()?.turns).toEqual(before.turns)
    disk.free()
    await say(client, threadId, `third ${LONG}`)
    await seen.until(ended(2))
    const rollout = rolloutIn(disk.path())
    expect(rollout).not.toContain('second')
    for (const title of titles) expect(rollout).toContain(title)
    expect(rollout).toContain('third')
  })

  test('stops a turn before its next effect; it goes on when there is room again', async () => {
    const rig: Rig = await serveOn(
      ROOM,
      await prepare(({ n }) => {
        if (n === 2) rig.disk.fill()
        if (n === 1) return script().calls('exec_command', effect('a'), { callId: 'a' })
        return n < 4 ? script().calls('exec_command', effect('b'), { callId: `b${n}` }) : script().says('Done.')
      }),
    )
    const { client, disk, home } = rig
    const { threadId, seen } = await begin(rig)
    const listed = watchList(client, threadId)
    await say(client, threadId, 'work')
    await expect
      .poll(listed, { timeout: 10_000 })
      .toMatchObject({ status: 'interrupted', activity: expect.stringMatching(/Cannot save .*the disk is full/) })
    expect(effectsOf(home)).toEqual(['a'])
    const turnId = seen.thread()?.turns[0]?.id ?? ''
    disk.free()
    await client.call('turn/continue', { threadId, turnId })
    const thread = await seen.until(ended(1))
    expect(thread.turns[0]?.status).toBe('completed')
    expect(effectsOf(home)).toEqual(['a', 'b'])
    expect(rig.model.problems).toEqual([])
    rolloutIn(disk.path())
  })

  test('keeps a waiting message waiting', async () => {
    const rig: Rig = await serveOn(
      ROOM,
      await prepare(({ n, input }) => {
        if (n === 1) setTimeout(() => rig.disk.fill(), 400)
        return script()
          .says(`Answer ${JSON.stringify(input.at(-1)).includes('second')}`)
          .after(n === 1 ? 800 : 0)
      }),
    )
    const { client, disk } = rig
    const { threadId, seen } = await begin(rig)
    const listed = watchList(client, threadId)
    await say(client, threadId, 'first')
    await say(client, threadId, `second ${LONG}`)
    await expect
      .poll(listed, { timeout: 10_000 })
      .toMatchObject({ activity: expect.stringMatching(/Cannot save .*the disk is full/) })
    expect(seen.thread()?.inbox).toHaveLength(1)
    disk.free()
    const open = seen.thread()?.turns[0]
    if (open?.status === 'running') await client.call('turn/continue', { threadId, turnId: open.id })
    else await say(client, threadId, 'third')
    await seen.until(({ inbox, turns }) => inbox.length === 0 && turns.at(-1)?.status === 'completed')
    expect(rolloutIn(disk.path())).toContain('Answer true')
  })
})

test.skipIf(!hasSmallDisks)('a home on a read-only disk is refused with what to do, and stays as it is', async () => {
  const { home } = await prepare(() => script().says('Done.'))
  await runHeddle(['exec', '-C', home.workspace, 'one'], { home: home.home })
  const before = contentOf(home.home)
  const { program } = startOnSmallDisk(['serve', '--no-open', '--port', '0'], home, 'readOnly')
  let said = ''
  program.stderr?.setEncoding('utf8').on('data', (words: string) => (said += words))
  const code = await new Promise(resolve => program.once('close', resolve))
  expect(code).toBe(1)
  expect(said).toMatch(/cannot be used: the disk is read-only.*Set HEDDLE_HOME to a directory you can write/s)
  expect(contentOf(home.home)).toEqual(before)
})

/** Every file of a folder by its name. */
function contentOf(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.filter(name => fs.lstatSync(join(folder, name)).isFile())
  return Object.fromEntries(files.map(name => [name, fs.readFileSync(join(folder, name)).toString('base64')]))
}

const canTrace = process.platform === 'linux' && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0

describe.skipIf(!canTrace)('a disk that reports errors', () => {
  /** Rounds with an effect each, as many as the newest message asks for. */
  const rounds: Answer = ({ n, input }) => {
    const since = input.slice(input.findLastIndex(item => item.role === 'user'))
    const done = since.filter(item => item.type === 'function_call').length
    return done < 2
      ? script().calls('exec_command', { cmd: `echo ${n} >> effects.txt` }, { callId: `call_${n}` })
      : script().says('Done.')
  }

  test.each([
    ['write', 1],
    ['write', 4],
    ['write', 7],
    ['fdatasync', 1],
  ])(
    'at its %s number %i and from then on: the turn stops there, says so, and is finished later',
    async (call, nth) => {
      const { home, model } = await prepare(rounds)
      const args = ['exec', '--json', '-C', home.workspace, '-s', 'danger-full-access']
      const first = await runHeddle([...args, 'begin'], { home: home.home })
      const threadId = String(first.lines[0]?.thread_id)
      const path = rolloutPathIn(home.home)
      const before = fs.readFileSync(path, 'utf8')

      const tracer = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-P', path]
      const inject = ['-e', `inject=${call}:error=EIO:when=${nth}+`]
      const failed = await runHeddle([...args, 'resume', threadId, 'go on'], {
        home: home.home,
        wrap: [...tracer, ...inject],
      })
      expect(failed.code).toBe(1)
      expect(failed.stdout + failed.stderr).toMatch(/Cannot save .*the disk reports an error\. Check the disk/)
      const after = rolloutIn(home.home)
      expect(after.startsWith(before)).toBe(true)
      for (const effect of effectsOf(home)) expect(after).toContain(`"callId":"call_${effect}"`)

      const isOpen = after.lastIndexOf('"task_started"') > after.lastIndexOf('"task_complete"')
      const finished = await runHeddle([...args, 'resume', threadId, ...(isOpen ? [] : ['go on'])], { home: home.home })
      expect(finished.code, finished.stdout + finished.stderr).toBe(0)
      const effects = effectsOf(home)
      expect(new Set(effects).size).toBe(effects.length)
      expect(model.problems).toEqual([])
      rolloutIn(home.home)
    },
  )
})
