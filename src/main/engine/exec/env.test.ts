import { describe, expect, test } from 'vitest'
import { childEnvironment, defaultEnvironmentPolicy, type CommandIdentity, type EnvironmentPolicy } from './env.ts'

const identity: CommandIdentity = {
  version: '1.2.3',
  home: '/home/me/.heddle',
  sessionId: 's1',
  threadId: 't1',
  callId: 'c1',
  networkDisabled: false,
}
const inherited = {
  PATH: '/bin',
  HOME: '/home/me',
  LANG: 'de_DE.UTF-8',
  LC_TIME: 'en_GB',
  EDITOR: 'vi',
  CARGO_HOME: '/cargo',
  openai_api_key: 'sk',
  MY_SECRETS: 's',
  GITHUB_TOKEN: 't',
  PGPASSWORD: 'p',
  SSH_AUTH_SOCK: '/s',
  ABSENT: undefined,
}
const theirs = (policy: Partial<EnvironmentPolicy>, login = {}): { kept: string[]; dropped: string[] } => {
  const { env, dropped } = childEnvironment({
    inherited,
    login,
    policy: { ...defaultEnvironmentPolicy, ...policy },
    identity,
  })
  const bare = childEnvironment({
    inherited: {},
    login: {},
    policy: { ...defaultEnvironmentPolicy, inherit: 'none' },
    identity,
  })
  return {
    kept: Object.keys(env)
      .filter(name => !(name in bare.env) || name === 'LANG')
      .sort(),
    dropped,
  }
}
const SECRETS = ['GITHUB_TOKEN', 'MY_SECRETS', 'PGPASSWORD', 'SSH_AUTH_SOCK', 'openai_api_key']
const KNOWN = ['CARGO_HOME', 'HOME', 'LANG', 'LC_TIME', 'PATH']
const EVERYTHING = ['CARGO_HOME', 'EDITOR', 'HOME', 'LANG', 'LC_TIME', 'PATH']

describe('the policy', () => {
  test.each<[string, Partial<EnvironmentPolicy>, string[], string[]]>([
    ['what every program needs, by default', {}, KNOWN, [...SECRETS, 'EDITOR'].sort()],
    ['everything but secrets', { inherit: 'all' }, EVERYTHING, SECRETS],
    ['nothing', { inherit: 'none' }, ['LANG'], [...SECRETS, ...EVERYTHING].filter(name => name !== 'LANG').sort()],
    ['secrets too', { inherit: 'all', ignoreDefaultExcludes: true }, [...SECRETS, ...EVERYTHING].sort(), []],
    [
      'own excludes',
      { inherit: 'all', exclude: ['L?_*', 'edit*'] },
      ['CARGO_HOME', 'HOME', 'LANG', 'PATH'],
      [...SECRETS, 'EDITOR', 'LC_TIME'].sort(),
    ],
    ['set, even if excluded', { set: { API_KEY: 'k' } }, ['API_KEY', ...KNOWN], [...SECRETS, 'EDITOR'].sort()],
    [
      'only these',
      { includeOnly: ['PATH', 'LA*'] },
      ['LANG', 'PATH'],
      [...SECRETS, ...EVERYTHING].filter(name => name !== 'LANG' && name !== 'PATH').sort(),
    ],
    ['a dot is a dot', { inherit: 'all', exclude: ['P.TH'] }, EVERYTHING, SECRETS],
  ])('%s', (_, policy, kept, dropped) => {
    expect(theirs(policy)).toEqual({ kept, dropped })
  })

  test('holds for what a login shell adds', () => {
    const { kept, dropped } = theirs({ inherit: 'none' }, { NPM_TOKEN: 'x', JAVA_HOME: '/java' })
    expect(kept).toEqual(['JAVA_HOME', 'LANG'])
    expect(dropped).toContain('NPM_TOKEN')
  })

  test('what is set again was not dropped', () => {
    expect(theirs({ set: { GITHUB_TOKEN: 'other' } }).dropped).not.toContain('GITHUB_TOKEN')
  })
})

describe('what the engine sets', () => {
  const of = (changes: Partial<CommandIdentity>, set = {}): Record<string, string> =>
    childEnvironment({
      inherited: { PATH: '/bin' },
      login: {},
      policy: { ...defaultEnvironmentPolicy, set },
      identity: { ...identity, ...changes },
    }).env

  test('plain output and both names of every fact', () => {
    expect(of({})).toMatchObject({
      PAGER: 'cat',
      GIT_PAGER: 'cat',
      GH_PAGER: 'cat',
      TERM: 'dumb',
      COLORTERM: '',
      NO_COLOR: '1',
      LANG: 'C.UTF-8',
      CODEX_CI: '1',
      HEDDLE_CI: '1',
      CODEX_THREAD_ID: 't1',
      HEDDLE_THREAD_ID: 't1',
      CODEX_SESSION_ID: 's1',
      CODEX_TOOL_CALL_ID: 'c1',
      HEDDLE_VERSION: '1.2.3',
      HEDDLE_HOME: '/home/me/.heddle',
    })
    expect(of({})).not.toHaveProperty('CODEX_SANDBOX_NETWORK_DISABLED')
    expect(of({})).not.toHaveProperty('CODEX_PERMISSION_PROFILE')
  })

  test('says when the network is off and what confines the command', () => {
    expect(of({ networkDisabled: true, permissionProfile: ':workspace' })).toMatchObject({
      CODEX_SANDBOX_NETWORK_DISABLED: '1',
      HEDDLE_SANDBOX_NETWORK_DISABLED: '1',
      CODEX_PERMISSION_PROFILE: ':workspace',
    })
  })

  test('the user may want a pager, not another identity', () => {
    expect(of({}, { PAGER: 'less', CODEX_THREAD_ID: 'x' })).toMatchObject({ PAGER: 'less', CODEX_THREAD_ID: 't1' })
  })
})
