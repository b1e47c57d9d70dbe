import { spawn } from 'node:child_process'
import nodeFs, {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runPatch } from './applyPatch.ts'
import { confinedFolders } from './patchFolders.ts'

let top = ''
let inside = ''
let outside = ''
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-confined-')))
  inside = join(top, 'inside')
  outside = join(top, 'outside')
  for (const folder of [inside, outside]) mkdirSync(folder)
})
afterEach(() => rmSync(top, { recursive: true, force: true }))

const framed = (...lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n')
const add = (path: string) => framed(`*** Add File: ${path}`, '+x')
const confined = (patch: string, roots = [inside]) =>
  runPatch(patch, inside, { confinement: { roots, protectedNames: ['.git'] } })
const tree = (folder: string) => readdirSync(folder, { recursive: true }).map(String).toSorted()

test('writes, moves and deletes inside', async () => {
  mkdirSync(join(inside, 'd'))
  writeFileSync(join(inside, 'd/a'), '1\n')
  writeFileSync(join(inside, 'b'), '1\n')
  const patch = framed(
    '*** Update File: d/a',
    '*** Move to: e/f/a',
    '@@',
    '-1',
    '+2',
    '*** Delete File: b',
    `*** Add File: ${join(inside, 'n')}`,
    '+n',
  )
  expect(await confined(patch)).toMatchObject({ status: 'completed' })
  expect(tree(inside)).toEqual(['d', 'e', 'e/f', 'e/f/a', 'n'])
  expect(readFileSync(join(inside, 'e/f/a'), 'utf8')).toBe('2\n')
})

test('follows links that stay inside, and writes in as many folders as there are', async () => {
  mkdirSync(join(inside, 'real'))
  symlinkSync('real', join(inside, 'link'))
  writeFileSync(join(inside, 'real/a'), '1\n')
  symlinkSync('real/a', join(inside, 'a'))
  expect(await confined(framed('*** Update File: a', '@@', '-1', '+2'))).toMatchObject({ status: 'completed' })
  expect(await confined(add('link/b'))).toMatchObject({ status: 'completed' })
  expect(tree(join(inside, 'real'))).toEqual(['a', 'b'])
  const many = Array.from({ length: 200 }, (_, n) => [`*** Add File: many/${n}/deep/file`, '+x']).flat()
  const before = existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0
  expect(await confined(framed(...many))).toMatchObject({ status: 'completed' })
  expect(tree(join(inside, 'many'))).toHaveLength(600)
  if (before > 0) expect(readdirSync('/proc/self/fd').length).toBe(before)
})

test.each([
  ['a path that leads out', '../outside/x', 'outside the folders'],
  ['a link that leads out', 'out/x', 'outside the folders'],
  ['a link that leads out and does not exist yet', 'dangling', 'outside the folders'],
  ['a protected folder', '.git/hooks/x', 'nothing in .git'],
  ['a protected folder in another spelling', 'deep/.GIT/x', 'nothing in .GIT'],
  ['a link into a protected folder', 'hooks/x', 'nothing in .git'],
])('%s fails, and nothing is written', async (_, path, why) => {
  mkdirSync(join(inside, '.git/hooks'), { recursive: true })
  symlinkSync(outside, join(inside, 'out'))
  symlinkSync(join(outside, 'later'), join(inside, 'dangling'))
  symlinkSync('.git/hooks', join(inside, 'hooks'))
  const before = tree(inside)
  const outcome = await confined(framed('*** Add File: good', '+x', `*** Add File: ${path}`, '+x'))
  expect(outcome).toMatchObject({ status: 'failed' })
  expect(outcome.output).toContain(why)
  expect(outcome.output).toContain('Nothing was changed.')
  expect([tree(inside), tree(outside)]).toEqual([before, []])
})

test('of nested roots the inner one says what is protected', async () => {
  const workspace = join(inside, '.git/worktree')
  mkdirSync(workspace, { recursive: true })
  expect(await confined(add('.git/worktree/a'), [inside, workspace])).toMatchObject({ status: 'completed' })
  expect(await confined(add('.git/a'), [inside, workspace])).toMatchObject({ status: 'failed' })
})

test('without confinement it writes where it was allowed to', async () => {
  expect(await runPatch(add(join(outside, 'x')), inside)).toMatchObject({ status: 'completed' })
  expect(tree(outside)).toEqual(['x'])
})

const isLinux = process.platform === 'linux'

test.runIf(isLinux)('a folder stays the one it was, and a link in its place leads nowhere', () => {
  mkdirSync(join(inside, 'd'))
  const folders = confinedFolders(nodeFs, { roots: [inside], protectedNames: [] })
  const reached = folders.reach(join(inside, 'd/x'))
  nodeFs.renameSync(join(inside, 'd'), join(inside, 'moved'))
  symlinkSync(outside, join(inside, 'd'))
  writeFileSync(reached, 'x')
  folders.close()
  expect([tree(join(inside, 'moved')), tree(outside)]).toEqual([['x'], []])
  const again = confinedFolders(nodeFs, { roots: [inside], protectedNames: [] })
  expect(() => again.reach(join(inside, 'd/x'))).toThrow(/ENOTDIR|ELOOP/)
  again.close()
})

/** Exchanges a folder for a link to outside and back, as fast as it can, until it is killed. */
const SWAPPER = `
const fs = require('node:fs')
const [d, away, out] = process.argv.slice(1)
fs.writeSync(1, 'ready')
for (;;) {
  try { fs.renameSync(d, away); fs.symlinkSync(out, d) } catch {}
  try { fs.unlinkSync(d) } catch {}
  try { fs.renameSync(away, d) } catch { try { fs.mkdirSync(d) } catch {} }
}`

test.runIf(isLinux)(
  'while another process keeps exchanging a folder for a link, not a byte gets out',
  async () => {
    const swapped = join(inside, 'd')
    mkdirSync(join(outside, 'sub'), { recursive: true })
    writeFileSync(join(outside, 'a'), 'outside\n')
    mkdirSync(join(swapped, 'sub'), { recursive: true })
    const swapper = spawn(process.execPath, ['-e', SWAPPER, swapped, join(inside, 'away'), outside])
    try {
      await new Promise(resolve => swapper.stdout.once('data', resolve))
      // Until patches have met the link as well as the folder, or for long enough that none of them did harm.
      const met = new Set<string>()
      const end = performance.now() + 15_000
      for (let n = 0; n < 300 || (met.size < 2 && performance.now() < end); n++) {
        const { status } = await confined(
          framed(`*** Add File: d/new${n}`, '+x', `*** Add File: d/sub/new${n}`, '+x', '*** Add File: d/a', '+inside'),
        )
        met.add(status)
      }
    } finally {
      swapper.kill('SIGKILL')
      await new Promise(resolve => swapper.once('close', resolve))
    }
    expect(tree(outside)).toEqual(['a', 'sub'])
    expect(readFileSync(join(outside, 'a'), 'utf8')).toBe('outside\n')
  },
  60_000,
)
