import {
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  readFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLoginEnvironment, type LoginEnvironment } from './loginEnvironment.ts'

let home: string
let dir: string
const open: LoginEnvironment[] = []
const inherited = { PATH: '/usr/bin:/bin', KEPT: 'same' }

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-login-')))
  dir = join(home, 'shell_snapshots')
})
afterEach(() => {
  open.splice(0).forEach(login => login.dispose())
  rmSync(home, { recursive: true, force: true })
})

const profile = (text: string): void =>
  writeFileSync(join(home, '.bash_profile'), `echo ran >> ${home}/runs\n${text}\n`)
const runs = (): number => readFileSync(join(home, 'runs'), 'utf8').split('\n').length - 1
const create = (changes: Partial<Parameters<typeof createLoginEnvironment>[0]> = {}): LoginEnvironment => {
  const login = createLoginEnvironment({ dir, home, inherited, ...changes })
  open.push(login)
  return login
}

test('takes what the profile exports, once, whatever it prints', async () => {
  profile('echo noise; echo more >&2; export PATH="$HOME/bin:$PATH" MULTI=$\'a\\nb=c\' KEPT=same; export -n HIDDEN=1')
  const login = create()
  const [first, second] = await Promise.all([login.changes('/bin/bash'), login.changes('/bin/bash')])
  expect(first).toMatchObject({ MULTI: 'a\nb=c' })
  expect(first['PATH']?.startsWith(`${home}/bin:`)).toBe(true)
  expect(Object.keys(first)).not.toEqual(expect.arrayContaining(['KEPT']))
  expect(first).not.toHaveProperty('HIDDEN')
  expect(first).not.toHaveProperty('PWD')
  expect(second).toEqual(first)
  expect(runs()).toBe(1)
})

test('keeps it on disk, for our eyes only, until the profile or the inherited path change', async () => {
  profile('export FROM_PROFILE=1')
  await create().changes('/bin/bash')
  const [file = ''] = readdirSync(dir)
  expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600)
  expect(statSync(dir).mode & 0o777).toBe(0o700)

  expect(await create().changes('/bin/bash')).toMatchObject({ FROM_PROFILE: '1' })
  expect(runs()).toBe(1)
  await create({ inherited: { ...inherited, PATH: '/bin' } }).changes('/bin/bash')
  expect(runs()).toBe(2)
  profile('export FROM_PROFILE=22')
  expect(await create().changes('/bin/bash')).toMatchObject({ FROM_PROFILE: '22' })
  expect(runs()).toBe(3)
})

test('an old snapshot serves at once and is taken again behind', async () => {
  profile('export STAMP=$(cat ~/stamp)')
  writeFileSync(join(home, 'stamp'), 'old')
  await create().changes('/bin/bash')
  const file = join(dir, readdirSync(dir)[0] ?? '')
  utimesSync(file, 1000, 1000)
  writeFileSync(join(home, 'stamp'), 'new')
  const login = create()
  expect(await login.changes('/bin/bash')).toMatchObject({ STAMP: 'old' })
  await expect.poll(async () => (await login.changes('/bin/bash'))['STAMP']).toBe('new')
})

test('a damaged snapshot is taken again', async () => {
  profile('export FROM_PROFILE=1')
  await create().changes('/bin/bash')
  writeFileSync(join(dir, readdirSync(dir)[0] ?? ''), '{"key":')
  expect(await create().changes('/bin/bash')).toMatchObject({ FROM_PROFILE: '1' })
})

test('secrets stay in memory', async () => {
  profile('export MY_API_KEY=canary')
  expect(await create().changes('/bin/bash')).toMatchObject({ MY_API_KEY: 'canary' })
  expect(readdirSync(home)).not.toContain('shell_snapshots')
})

test.each([
  ['fails', 'exit 3'],
  ['ends early', 'exit 0'],
  ['replaces the shell', 'exec true'],
])('a profile that %s changes nothing', async (_, text) => {
  profile(text)
  expect(await create().changes('/bin/bash')).toEqual({})
})

test('a profile that hangs delays nobody for long, and is ended', async () => {
  profile('export LATE=1; echo $$ > ~/pid; sleep 1000')
  const login = create({ patienceMs: 50, timeoutMs: 300 })
  expect(await login.changes('/bin/bash')).toEqual({})
  await expect.poll(() => create({ patienceMs: 5000, timeoutMs: 200 }).changes('/bin/bash')).toEqual({})
  const pid = Number(readFileSync(join(home, 'pid'), 'utf8'))
  await expect.poll(() => isRunning(pid)).toBe(false)
})

test('a process that the profile leaves behind does not hold it up', async () => {
  profile('sleep 1000 & export AGENT=$!')
  const { AGENT } = await create().changes('/bin/bash')
  process.kill(Number(AGENT))
})

test('a shell that does not exist changes nothing', async () => {
  expect(await create().changes('/no/such/shell')).toEqual({})
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
