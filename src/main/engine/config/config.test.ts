import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { builtInProviders, providerFrom } from '../model/providers.ts'
import { gitInfo } from './git.ts'
import { findGuidance } from './guidance.ts'
import { loadConfig } from './load.ts'
import { foldersFromRoot } from './project.ts'
import { createKeys } from '../model/keys.ts'
import { createSettings } from './settings.ts'
import type { SettingsDeps } from './settings.ts'
import { timezoneName } from './timezone.ts'

let root = ''
let home = ''
let project = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'heddle-config-'))
  home = join(root, 'home')
  project = join(root, 'project')
  mkdirSync(join(project, '.git'), { recursive: true })
  writeFileSync(join(project, '.git', 'HEAD'), 'ref: refs/heads/main\n')
  mkdirSync(home)
})
afterEach(() => rmSync(root, { recursive: true }))

const write = (path: string, text: string) => {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
}
const user = (text: string) => write(join(home, 'config.toml'), text)
const load = (over: Partial<Parameters<typeof loadConfig>[0]> = {}) =>
  loadConfig({ home, systemFile: join(root, 'system.toml'), ...over })

describe('layers', () => {
  test('the higher one wins, key by key, and every value says where it comes from', async () => {
    write(join(root, 'system.toml'), 'model = "system"\nmodel_verbosity = "low"\n')
    user('# mine\nmodel = "user"\n\n[sandbox_workspace_write]\nnetwork_access = true\n')
    const { values, origins, notices, errors } = await load({
      overrides: ['sandbox_workspace_write.exclude_slash_tmp=true'],
    })
    expect({ notices, errors }).toEqual({ notices: [], errors: [] })
    expect(values).toMatchObject({
      model: 'user',
      model_verbosity: 'low',
      sandbox_workspace_write: { network_access: true, exclude_slash_tmp: true },
    })
    expect(origins.model).toEqual({ layer: 'user', file: join(home, 'config.toml'), line: 2, column: 1 })
    expect(origins['sandbox_workspace_write.network_access']?.line).toBe(5)
    expect(origins['sandbox_workspace_write.exclude_slash_tmp']).toMatchObject({ layer: 'command line' })
  })

  test('a profile is a table, a file, or both; the file goes over the table', async () => {
    user('model = "user"\n[profiles.deep]\nmodel = "table"\nmodel_reasoning_effort = "high"\n')
    write(join(home, 'deep.config.toml'), 'model = "file"\n')
    expect((await load({ profile: 'deep' })).values).toMatchObject({ model: 'file', model_reasoning_effort: 'high' })
    expect((await load({ profile: 'nope' })).errors[0]).toMatch(/no profile "nope".*deep/)
  })

  test('a project counts only once it is trusted, and can only tighten', async () => {
    const settings = 'approval_policy = "never"\nmodel = "project"\nnotify = ["x"]\nsandbox_mode = "read-only"\n'
    write(join(project, '.codex/config.toml'), settings)
    const unasked = await load({ cwd: project })
    expect(unasked.trust).toBe('unknown')
    expect(unasked.values.model).toBeUndefined()

    user(`[projects."${project}"]\ntrust_level = "trusted"\n`)
    const { values, notices, trust } = await load({ cwd: join(project) })
    expect(trust).toBe('trusted')
    expect(values).toMatchObject({ model: 'project', sandbox_mode: 'read-only' })
    expect(values.approval_policy).toBeUndefined()
    expect(notices.join('\n')).toMatch(/config\.toml:1:1: approval_policy is ignored/)
    expect(notices.join('\n')).toMatch(/config\.toml:3:1: notify is ignored/)
  })
})

describe('what is wrong is said with its place, and the rest counts', () => {
  test.each([
    ['a syntax error', 'model = "x"\nmodel_provider = = 3\n', /config\.toml:2:\d+: /],
    ['a wrong value', 'model = "x"\n\napproval_policy = "sometimes"\n', /config\.toml:3:1: approval_policy: /],
    [
      'a wrong value deep inside',
      '[sandbox_workspace_write]\nnetwork_access = "yes"\n',
      /config\.toml:2:1: sandbox_workspace_write\.network_access/,
    ],
  ])('%s', async (_name, text, words) => {
    user(text)
    expect((await load()).errors.join('\n')).toMatch(words)
  })
  test('a wrong value leaves the others', async () => {
    user('model = "x"\napproval_policy = 7\n')
    expect((await load()).values).toMatchObject({ model: 'x' })
  })
  test('an unknown key names the nearest one', async () => {
    user('modle = "x"\n')
    expect((await load()).notices).toEqual([
      expect.stringMatching(/config\.toml:1:1: unknown key "modle"; did you mean "model"\?/),
    ])
  })
  test('keys of the other program are accepted silently', async () => {
    user('tui = { theme = "x" }\nmcp_servers = {}\nnotify = ["y"]\n')
    expect(await load()).toMatchObject({ notices: [], errors: [] })
  })
  test('a folder in place of the file', async () => {
    mkdirSync(join(home, 'config.toml'))
    expect((await load()).errors[0]).toMatch(/not a regular file/)
  })
  test('hostile keys pollute nothing', async () => {
    user('["__proto__"]\npolluted = 1\n["constructor"]\nprototype = 2\n')
    await load({ overrides: ['__proto__.polluted=1'] })
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})

describe('settings of a thread', () => {
  const settings = (over: Partial<SettingsDeps> = {}) =>
    createSettings({
      onProblem: () => undefined,
      home,
      unattended: false,
      strict: false,
      environment: {},
      providerFrom,
      defaultModel: 'gpt-x',
      keys: createKeys({ home, platform: 'linux', environment: {} }),
      builtInProviders: openaiBaseUrl => builtInProviders({ openaiBaseUrl }),
      ...over,
    })

  test('without a key and a provider the rehearsal model plays; with either it never does by itself', async () => {
    expect(await (await settings()).forThread(project)).toMatchObject({ provider: 'rehearsal', model: 'rehearsal' })
    const keyed = await settings({ environment: { OPENAI_API_KEY: 'k' } })
    expect(await keyed.forThread(project)).toMatchObject({ provider: 'openai', model: 'gpt-x' })
    write(join(home, 'auth.json'), '{"OPENAI_API_KEY":"stored"}')
    expect((await settings()).defaultProvider()).toBe('openai')
  })

  test('who watches may write where they chose; who does not, only where it is trusted', async () => {
    const mode = async (over: Partial<SettingsDeps>) => (await (await settings(over)).forThread(project)).sandbox.mode
    expect(await mode({})).toBe('workspace-write')
    expect(await mode({ unattended: true })).toBe('read-only')
    user(`[projects."${project}"]\ntrust_level = "trusted"\n`)
    expect(await mode({ unattended: true })).toBe('workspace-write')
    user(`sandbox_mode = "danger-full-access"\n[projects."${project}"]\ntrust_level = "untrusted"\n`)
    expect(await mode({})).toBe('read-only')
    expect(await mode({ flags: { sandbox: 'danger-full-access' } })).toBe('danger-full-access')
  })

  test('strict refuses what is broken; otherwise it is a notice and the rest counts', async () => {
    user('approval_policy = 7\n')
    await expect(settings({ strict: true })).rejects.toMatchObject({ code: 'settings.invalid' })
    expect((await settings()).notices()[0]).toMatch(/approval_policy/)
    user('model_provider = "nowhere"\n')
    await expect(settings({ strict: true })).rejects.toThrow(
      /no model provider "nowhere".*\[model_providers\.nowhere\]/,
    )
  })
})

test('guidance: the home first, then one file a folder from the root down', async () => {
  write(join(home, 'AGENTS.md'), 'global')
  write(join(project, 'AGENTS.md'), 'root')
  write(join(project, 'sub/AGENTS.override.md'), 'override')
  write(join(project, 'sub/AGENTS.md'), 'hidden by the override')
  write(join(project, 'sub/deep/CLAUDE.md'), 'fallback')
  const cwd = join(project, 'sub/deep')
  const files = await findGuidance({ home, cwd, fallbackNames: ['CLAUDE.md'], rootMarkers: ['.git'] })
  expect(files.map(({ text, scope }) => [text, scope])).toEqual([
    ['global', 'global'],
    ['root', 'project'],
    ['override', 'project'],
    ['fallback', 'project'],
  ])
})

test('folders outside a repository stand alone', async () => {
  expect(await foldersFromRoot(home)).toEqual([home])
})

describe('git is read, never run', () => {
  const COMMIT = '62e06dc1e6ed551d274274de3742973c9ab33957'
  test('branch, commit and remote without its password', async () => {
    write(join(project, '.git/HEAD'), 'ref: refs/heads/feature/x\n')
    write(join(project, '.git/refs/heads/feature/x'), `${COMMIT}\n`)
    write(join(project, '.git/config'), '[remote "origin"]\n\turl = https://me:secret@example.org/r.git\n')
    mkdirSync(join(project, 'src'))
    expect(await gitInfo(join(project, 'src'))).toEqual({
      branch: 'feature/x',
      commit: COMMIT,
      repositoryUrl: 'https://example.org/r.git',
    })
  })
  test('packed refs, worktrees and detached heads', async () => {
    write(join(project, '.git/HEAD'), 'ref: refs/heads/main\n')
    write(join(project, '.git/packed-refs'), `# pack-refs\n${COMMIT} refs/heads/main\n`)
    expect(await gitInfo(project)).toEqual({ branch: 'main', commit: COMMIT })
    const tree = join(root, 'tree')
    write(join(tree, '.git'), `gitdir: ${project}/.git/worktrees/tree\n`)
    write(join(project, '.git/worktrees/tree/HEAD'), `${COMMIT}\n`)
    write(join(project, '.git/worktrees/tree/commondir'), '../..\n')
    expect(await gitInfo(tree)).toEqual({ commit: COMMIT })
  })
  test('no repository', async () => {
    expect(await gitInfo(home)).toBeUndefined()
  })
})

test('the time zone is a name, whatever TZ holds', () => {
  expect(timezoneName({ TZ: 'Europe/Berlin' })).toBe('Europe/Berlin')
  expect(timezoneName({ TZ: ':/etc/passwd' })).not.toContain('passwd')
})
