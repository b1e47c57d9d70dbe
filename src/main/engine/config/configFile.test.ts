import { execFileSync, fork } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createConfigFile } from './configFile.ts'

let dir = ''
let path = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'heddle-file-'))
  path = join(dir, 'config.toml')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('a new file is private, one that is there keeps its mode, and nothing but the lock is left behind', async () => {
  await createConfigFile(path).set(['a'], 1)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  chmodSync(path, 0o640)
  await createConfigFile(path).set(['a'], 2)
  expect(statSync(path).mode & 0o777).toBe(0o640)
  expect(readdirSync(dir)).toEqual(['config.toml', 'locks'])
})

test('a linked file is changed where it leads to', async () => {
  const real = join(dir, 'dotfile')
  writeFileSync(real, '# mine\n')
  symlinkSync(real, path)
  await createConfigFile(path).set(['a'], 1)
  expect(lstatSync(path).isSymbolicLink()).toBe(true)
  expect(readFileSync(real, 'utf8')).toBe('a = 1\n# mine\n')
})

test('a file that does not parse is refused with its place, and stays', async () => {
  writeFileSync(path, 'a = 1\nb = = 2\n')
  await expect(createConfigFile(path).set(['a'], 2)).rejects.toMatchObject({
    code: 'settings.invalid',
    message: expect.stringContaining(`${path}:2:5: `),
  })
  expect(readFileSync(path, 'utf8')).toBe('a = 1\nb = = 2\n')
  expect(readdirSync(dir)).toEqual(['config.toml', 'locks'])
})

test('a value that cannot be set without touching another is refused, and the file stays', async () => {
  writeFileSync(path, 'a = "text"\n')
  await expect(createConfigFile(path).set(['a', 'b'], 2)).rejects.toMatchObject({ code: 'settings.invalid' })
  expect(readFileSync(path, 'utf8')).toBe('a = "text"\n')
})

test.skipIf(process.platform === 'win32')('a pipe is refused at once', async () => {
  execFileSync('mkfifo', [path])
  await expect(createConfigFile(path).set(['a'], 1)).rejects.toMatchObject({
    code: 'home.notWritable',
    message: expect.stringContaining('not a regular file'),
  })
})

test('a lock goes with the process that held it', async () => {
  const holder = join(dir, 'holder.mts')
  const module = new URL('../fileLock.ts', import.meta.url).pathname
  writeFileSync(
    holder,
    `import { withFileLock } from ${JSON.stringify(module)}
await withFileLock(${JSON.stringify(path)}, async () => {
  process.send?.('held')
  await new Promise(() => setInterval(() => undefined, 1000))
})
`,
  )
  const child = fork(holder, { execArgv: [] })
  await new Promise(resolve => child.once('message', resolve))
  let done = false
  const change = createConfigFile(path)
    .set(['a'], 1)
    .then(() => (done = true))
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(done).toBe(false)
  child.kill('SIGKILL')
  await change
  expect(readFileSync(path, 'utf8')).toContain('a = 1')
}, 30_000)

test('many writers in several processes lose nothing', async () => {
  writeFileSync(path, '# kept\n')
  const writer = join(dir, 'writer.mts')
  const module = new URL('./configFile.ts', import.meta.url).pathname
  writeFileSync(
    writer,
    `import { createConfigFile } from ${JSON.stringify(module)}
const file = createConfigFile(${JSON.stringify(path)})
await Promise.all(Array.from({ length: 8 }, (_, n) => file.set(['who', process.argv[2] + n], n)))
`,
  )
  const ends = ['a', 'b', 'c'].map(
    name => new Promise(resolve => fork(writer, [name], { execArgv: [] }).once('exit', resolve)),
  )
  expect(await Promise.all(ends)).toEqual([0, 0, 0])
  const text = readFileSync(path, 'utf8')
  expect(text.startsWith('# kept\n')).toBe(true)
  expect(Object.keys(parse(text).who ?? {})).toHaveLength(24)
}, 60_000)
