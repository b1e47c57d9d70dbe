import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hashOf } from '../store/blobs.ts'
import { createLooks } from './looks.ts'
import type { Looks, LooksDeps } from './looks.ts'
import { createWorkspace } from '../../../testing/undoWorkspace.ts'

let at: ReturnType<typeof createWorkspace>
let looks: Looks
beforeEach(() => {
  at = createWorkspace()
  looks = openLooks()
})
afterEach(() => at.remove())

const openLooks = (over: Partial<LooksDeps> = {}) =>
  createLooks({
    realpath: async path => fs.realpathSync(path),
    except: [],
    putAll: at.blobs.putAll,
    get: at.blobs.get,
    hashOf,
    record: async (_, body) => at.record(body),
    hasBackground: () => false,
    now: () => 0,
    // Nothing costs anything, so that no look is spared.
    monotonic: () => 0,
    onProblem: error => {
      throw error
    },
    ...over,
  })

const sh = (script: string) => execFileSync('sh', ['-c', script], { cwd: at.cwd, stdio: 'pipe' })

async function command(turnId: string, script: string): Promise<void> {
  const end = await looks.begin({ threadId: 't', turnId, cwd: at.cwd })
  sh(script)
  end()
  await looks.idle()
}

const ofTurn = (turnId: string) => ({ threadId: 't', of: { turnId } })
let ids = 0
const undo = (turnId: string) => at.undo.apply(ofTurn(turnId), { undoId: `u${ids++}`, choices: {} })
const changes = () =>
  at
    .thread()
    .turns.flatMap(({ filesChanged = [] }) =>
      filesChanged.flatMap(({ images }) => images.map(({ path }) => path.slice(at.cwd.length + 1))),
    )
const outside = () =>
  at
    .thread()
    .turns.flatMap(({ filesChanged = [] }) =>
      filesChanged.flatMap(each => each.outside.map(({ path, reason }) => [path.slice(at.cwd.length + 1), reason])),
    )

test('a turn that patches, moves, deletes and runs a script that writes files is undone to the byte', async () => {
  at.write('edited.txt', 'a\r\nb\r\n', 0o640)
  at.write('moved.txt', 'moved\n', 0o755)
  at.write('deleted.bin', Buffer.from([0, 255, 1]))
  at.write('dir/inner.txt', 'inner\n')
  at.write('patched.txt', 'p\n')
  fs.symlinkSync('edited.txt', at.at('link'))
  const before = at.snapshot()
  at.begin('turn-1')
  await command('turn-1', 'echo c >> edited.txt; mv moved.txt dir/elsewhere.txt; rm deleted.bin; chmod +x edited.txt')
  await at.patch('turn-1', '*** Update File: patched.txt', '@@', '-p', '+P', '*** Add File: new/x.txt', '+x')
  await looks.settle(at.cwd, [at.at('patched.txt'), at.at('new/x.txt')])
  await command(
    'turn-1',
    'mkdir -p out/deep && echo o > out/deep/o.txt; ln -sfn dir link; rm -r dir/inner.txt; echo q >> patched.txt; mkdir empty',
  )
  at.end('turn-1')
  expect(changes().filter(path => path.startsWith('new/') || path === 'patched.txt')).toEqual(['patched.txt'])
  const after = at.snapshot()
  const { files, outside: left } = await at.undo.preview(ofTurn('turn-1'))
  expect(files.filter(({ byCommand }) => byCommand).length).toBeGreaterThan(5)
  expect(left).toEqual([])
  expect(await at.undo.apply(ofTurn('turn-1'), { undoId: 'first', choices: {} })).toMatchObject({
    left: [],
    problem: null,
  })
  expect(at.snapshot()).toEqual(before)
  await at.undo.apply({ threadId: 't', of: { undoId: 'first' } }, { undoId: 'again', choices: {} })
  // What was empty says nothing that could be brought back.
  const { 'empty/': _, ...rest } = after
  expect(at.snapshot()).toEqual(rest)
})

test('edits of a person between two commands are not those of the agent', async () => {
  at.write('f.txt', 'a\nb\nc\nd\n')
  at.begin('turn-1')
  await command('turn-1', "sed -i 's/a/A/' f.txt")
  at.write('f.txt', at.read('f.txt').replace('d', 'mine'))
  at.write('mine.txt', 'mine\n')
  await command('turn-1', "sed -i 's/b/B/' f.txt")
  at.end('turn-1')
  expect(changes()).toEqual(['f.txt', 'f.txt'])
  expect((await undo('turn-1')).left).toEqual([])
  expect(at.read('f.txt')).toBe('a\nb\nc\nmine\n')
  expect(at.read('mine.txt')).toBe('mine\n')
})

test('files of a repository come back from what git keeps, packed or not', async () => {
  const names = Array.from({ length: 40 }, (_, n) => `src/f${n}.txt`)
  const body = (n: number) => Array.from({ length: 200 }, (_, line) => `line ${line} of ${n % 3}`).join('\n')
  names.forEach((name, n) => at.write(name, `${body(n)}\n${n}\n`))
  const git = (args: string) => sh(`git -c user.name=t -c user.email=t@t -c init.defaultBranch=main ${args}`)
  git('init -q && touch -d "1 minute ago" src/*')
  git('add . && git -c user.name=t -c user.email=t@t commit -qm one && git gc -q --aggressive')
  at.write('loose.txt', 'loose\n')
  sh('touch -d "30 seconds ago" loose.txt && git add loose.txt && sleep 0.05 && touch .git/index')
  const before = without(at.snapshot(), '.git/')
  at.begin('turn-1')
  await command('turn-1', 'for f in src/*.txt; do echo changed > $f; done; rm loose.txt; git commit -qam two || true')
  at.end('turn-1')
  expect(outside()).toEqual([])
  expect((await undo('turn-1')).left).toEqual([])
  expect(without(at.snapshot(), '.git/')).toEqual(before)
})

test('ignored files are found; large ignored folders are named, not looked into', async () => {
  at.write('.gitignore', '*.log\nnode_modules/\n/dist\n!keep.log\n')
  at.write('dist/small.js', 'small\n')
  at.write('a.log', 'log\n')
  for (let n = 0; n < 400; n++) at.write(`node_modules/p/${n}.js`, '')
  at.begin('turn-1')
  await command('turn-1', 'echo x >> a.log; echo x >> dist/small.js; echo x > node_modules/new.js')
  at.end('turn-1')
  expect(changes().sort()).toEqual(['a.log', 'dist/small.js'])
  expect(outside()).toEqual([['node_modules', 'ignored']])
})

test('an ignored folder that grows is not looked into any more', async () => {
  at.write('.gitignore', 'node_modules\n')
  at.write('node_modules/one.js', '1\n')
  at.begin('turn-1')
  await command('turn-1', 'echo 2 > node_modules/one.js')
  await command('turn-1', 'for n in $(seq 400); do echo > node_modules/$n.js; done')
  await command('turn-1', 'echo 3 > node_modules/one.js')
  at.end('turn-1')
  expect(changes()).toEqual(['node_modules/one.js'])
  expect(outside()).toEqual([['node_modules', 'ignored']])
})

test('what a patch stages beside its files is none of them', async () => {
  const staged = `.heddle-${crypto.randomUUID()}.tmp`
  at.write(staged, 'of a patch under way\n')
  at.begin('turn-1')
  await command('turn-1', `rm ${staged}; echo made > made.txt; echo other > .heddle-${crypto.randomUUID()}.tmp`)
  at.end('turn-1')
  expect(changes()).toEqual(['made.txt'])
})

test('a folder that became a link, a file or a folder again is told as what it is', async () => {
  at.write('d/f.txt', 'f\n')
  at.write('e', 'e\n')
  const before = at.snapshot()
  at.begin('turn-1')
  await command('turn-1', 'mv d gone && ln -s gone d && rm e && mkdir e && echo in > e/x')
  at.end('turn-1')
  expect(changes().sort()).toEqual(['d', 'd/f.txt', 'e', 'e/x', 'gone/f.txt'])
  // What stands in the way is a folder or leads elsewhere: it goes first, the rest when asked again.
  expect((await undo('turn-1')).left.sort()).toEqual([at.at('e'), at.at('gone/f.txt')])
  expect((await undo('turn-1')).left).toEqual([])
  expect(at.snapshot()).toEqual(before)
})

test('what cannot be put back is said, with the reason', async () => {
  at.write('large.bin', Buffer.alloc(5 * 1024 ** 2))
  at.begin('turn-1')
  await command('turn-1', 'echo x >> large.bin; mkfifo pipe')
  at.end('turn-1')
  expect(outside().sort()).toEqual([
    ['large.bin', 'tooLarge'],
    ['pipe', 'noFile'],
  ])
  const { files, outside: left } = await at.undo.preview(ofTurn('turn-1'))
  expect(files).toEqual([])
  expect(left.map(({ sentence }) => sentence)).toContain('It is too large to be kept.')
})

test('a huge file does not keep the others from being kept', async () => {
  at.write('small.txt', 'small\n')
  fs.writeFileSync(at.at('huge.bin'), '')
  fs.truncateSync(at.at('huge.bin'), 500 * 1024 ** 2)
  at.begin('turn-1')
  await command('turn-1', 'echo x >> small.txt')
  at.end('turn-1')
  expect(changes()).toEqual(['small.txt'])
  await undo('turn-1')
  expect(at.read('small.txt')).toBe('small\n')
})

test('commands at the same time are looked at together, when the last of them came back', async () => {
  at.begin('turn-1')
  const run = { threadId: 't', turnId: 'turn-1', cwd: at.cwd }
  const [one, two] = await Promise.all([looks.begin(run), looks.begin(run)])
  sh('echo 1 > one.txt')
  one()
  await looks.idle()
  expect(changes()).toEqual([])
  sh('echo 2 > two.txt')
  two()
  await looks.idle()
  expect(changes().sort()).toEqual(['one.txt', 'two.txt'])
})

test('what a command of the turn does in the background between two others is its own', async () => {
  looks = openLooks({ hasBackground: (_, since) => since === 0 })
  at.begin('turn-1')
  await command('turn-1', 'echo 1 > one.txt')
  sh('echo 2 > two.txt')
  await command('turn-1', 'true')
  expect(changes()).toEqual(['one.txt', 'two.txt'])
})

test('a folder with too many files is said once a turn', async () => {
  for (let n = 0; n < 60; n++) at.write(`many/${n}`, '')
  looks = openLooks({ maxEntries: 50 })
  at.begin('turn-1')
  await command('turn-1', 'echo x > x')
  await command('turn-1', 'echo y > y')
  expect(at.thread().turns[0]?.filesChanged).toMatchObject([{ images: [], outside: [{ reason: 'tooLargeWorkspace' }] }])
})

test('a thread in a folder behind a link names its files by that link', async () => {
  const link = join(at.root, 'link')
  fs.symlinkSync(at.cwd, link)
  at.begin('turn-1')
  const end = await looks.begin({ threadId: 't', turnId: 'turn-1', cwd: link })
  sh('echo x > x.txt')
  end()
  await looks.idle()
  at.end('turn-1')
  expect(at.thread().turns[0]?.filesChanged?.[0]?.images).toMatchObject([
    { path: join(link, 'x.txt'), place: at.at('x.txt') },
  ])
  await undo('turn-1')
  expect(at.snapshot()).toEqual({})
})

const without = (all: Record<string, string>, prefix: string) =>
  Object.fromEntries(Object.entries(all).filter(([path]) => !path.startsWith(prefix)))

test('commands of a turn that follow each other at once are looked at together, at the latest when somebody asks', async () => {
  let now = 0
  looks = openLooks({ monotonic: () => (now += 10) })
  at.write('f.txt', 'a\n')
  at.begin('turn-1')
  const run = { threadId: 't', turnId: 'turn-1', cwd: at.cwd }
  for (const script of ['echo b > f.txt', 'echo c > f.txt', 'echo g > g.txt']) {
    const end = await looks.begin(run)
    sh(script)
    end()
  }
  expect(changes()).toEqual([])
  await looks.caughtUp(at.cwd)
  expect(changes().sort()).toEqual(['f.txt', 'g.txt'])
  at.end('turn-1')
  await undo('turn-1')
  expect(at.snapshot()).toMatchObject({ 'f.txt': '644 610a' })
})

test('what one turn left is looked at before another turn begins', async () => {
  let now = 0
  looks = openLooks({ monotonic: () => (now += 10) })
  at.begin('turn-1')
  const first = await looks.begin({ threadId: 't', turnId: 'turn-1', cwd: at.cwd })
  sh('echo 1 > one.txt')
  first()
  at.end('turn-1')
  at.begin('turn-2')
  const second = await looks.begin({ threadId: 't', turnId: 'turn-2', cwd: at.cwd })
  sh('echo 2 > two.txt')
  second()
  await looks.idle()
  const paths = at
    .thread()
    .turns.map(({ filesChanged = [] }) => filesChanged.flatMap(({ images }) => images.map(({ path }) => path)))
  expect(paths).toEqual([[at.at('one.txt')], [at.at('two.txt')]])
})

test('what a person wrote before a turn is not the doing of that turn, however long a look counts', async () => {
  let now = 0
  looks = openLooks({ monotonic: () => (now += 40) })
  at.begin('turn-1')
  await command('turn-1', 'echo 1 > one.txt')
  at.end('turn-1')
  at.write('mine.txt', 'mine\n')
  at.begin('turn-2')
  await command('turn-2', 'echo 2 >> mine.txt')
  at.end('turn-2')
  expect((await undo('turn-2')).left).toEqual([])
  expect(at.read('mine.txt')).toBe('mine\n')
})
