import { describe, expect, test } from 'vitest'
import { restrict } from './restrict.ts'
import type { Verdict } from './restrict.ts'
import type { ConfigValues } from './schema.ts'

const effect = (values: Record<string, unknown>, below: ConfigValues = {}): Verdict['effect'][] =>
  restrict(values, below).verdicts.map(verdict => verdict.effect)

describe('a repository can take away, not give', () => {
  const policies = ['untrusted', 'on-request', 'on-failure', 'never'] as const
  const modes = ['read-only', 'workspace-write', 'danger-full-access'] as const
  const expected = (wanted: number, mine: number) =>
    wanted < mine ? 'tightens' : wanted === mine ? 'applies' : 'ignored'

  test('asking: every pair of policies', () => {
    policies.forEach((mine, low) =>
      policies.forEach((wanted, high) =>
        expect(effect({ approval_policy: wanted }, { approval_policy: mine }), `${wanted} over ${mine}`).toEqual([
          expected(high, low),
        ]),
      ),
    )
    expect(effect({ approval_policy: 'on-failure' })).toEqual(['ignored'])
    expect(effect({ approval_policy: 'untrusted' })).toEqual(['tightens'])
  })

  test('the sandbox: every pair of modes', () => {
    modes.forEach((mine, low) =>
      modes.forEach((wanted, high) =>
        expect(effect({ sandbox_mode: wanted }, { sandbox_mode: mine })).toEqual([expected(high, low)]),
      ),
    )
    expect(effect({ sandbox_mode: 'danger-full-access' })).toEqual(['ignored'])
  })

  test.each<[number | undefined, number, Verdict['effect']]>([
    [undefined, 0, 'ignored'],
    [undefined, 1000, 'ignored'],
    [undefined, 50, 'tightens'],
    [0, 1000, 'tightens'],
    [50, 50, 'applies'],
  ])('the pause of long turns: mine %s, wanted %s', (mine, wanted, expected) => {
    expect(effect({ max_calls_without_input: wanted }, { max_calls_without_input: mine })).toEqual([expected])
  })

  test.each<[string, Record<string, unknown>, ConfigValues, Verdict['effect']]>([
    ['network on', { network_access: true }, {}, 'ignored'],
    ['network off', { network_access: false }, { sandbox_workspace_write: { network_access: true } }, 'tightens'],
    ['network off as it is', { network_access: false }, {}, 'applies'],
    ['all of the disk', { writable_roots: ['/'] }, {}, 'ignored'],
    [
      'one root of mine',
      { writable_roots: ['/a'] },
      { sandbox_workspace_write: { writable_roots: ['/a', '/b'] } },
      'tightens',
    ],
    [
      'below a root of mine',
      { writable_roots: ['/a/x'] },
      { sandbox_workspace_write: { writable_roots: ['/a'] } },
      'ignored',
    ],
    ['no /tmp', { exclude_slash_tmp: true }, {}, 'tightens'],
    ['/tmp again', { exclude_slash_tmp: false }, { sandbox_workspace_write: { exclude_slash_tmp: true } }, 'ignored'],
    ['a key nobody knows', { future_access: true }, {}, 'ignored'],
  ])('%s', (_, table, below, wanted) => {
    const { kept, verdicts } = restrict({ sandbox_workspace_write: table }, below)
    expect(verdicts.map(verdict => verdict.effect)).toEqual([wanted])
    expect(kept).toEqual(wanted === 'ignored' ? {} : { sandbox_workspace_write: table })
  })

  test('variables: more can be withheld, none set or let through', () => {
    const below: ConfigValues = {
      shell_environment_policy: { exclude: ['MINE'], include_only: ['A', 'B'], inherit: 'core' },
    }
    const wanted = {
      exclude: ['THEIRS'],
      include_only: ['A'],
      inherit: 'all',
      set: { LD_PRELOAD: 'x' },
      ignore_default_excludes: true,
    }
    const { kept, verdicts } = restrict({ shell_environment_policy: wanted }, below)
    expect(kept).toEqual({ shell_environment_policy: { exclude: ['MINE', 'THEIRS'], include_only: ['A'] } })
    expect(verdicts.map(verdict => verdict.effect)).toEqual(['tightens', 'tightens', 'ignored', 'ignored', 'ignored'])
    expect(restrict({ shell_environment_policy: { include_only: [] } }, below).kept).toEqual({})
    expect(restrict({ shell_environment_policy: { include_only: ['PATH'] } }, {}).kept).toEqual({
      shell_environment_policy: { include_only: ['PATH'] },
    })
  })

  test('providers, programs, addresses and the home are the user’s alone', () => {
    const keys = `model_provider model_providers openai_base_url chatgpt_base_url notify profile profiles projects log_dir
      sqlite_home features developer_instructions allow_login_shell project_root_markers otel tools anything`
    for (const key of keys.split(/\s+/)) {
      expect(restrict({ [key]: {} }, {}), key).toMatchObject({ kept: {}, verdicts: [{ key, effect: 'ignored' }] })
    }
  })

  test('programs are asked for and never kept', () => {
    const { kept, verdicts } = restrict({ mcp_servers: { x: { command: 'y' } }, hooks: { stop: [] } }, {})
    expect(kept).toEqual({})
    expect(verdicts.map(({ key, effect: what }) => [key, what])).toEqual([
      ['mcp_servers', 'asksFirst'],
      ['hooks', 'asksFirst'],
    ])
  })

  test('how the model works is the project’s to say; files are named without paths', () => {
    const values = { model: 'm', model_reasoning_effort: 'high', project_doc_max_bytes: 1 }
    expect(restrict(values, {}).kept).toEqual(values)
    expect(effect({ project_doc_fallback_filenames: ['CLAUDE.md'] })).toEqual(['applies'])
    expect(effect({ project_doc_fallback_filenames: ['../../.ssh/id_rsa'] })).toEqual(['ignored'])
  })

  test('a group that is no table is ignored', () => {
    expect(effect({ sandbox_workspace_write: 'all', shell_environment_policy: ['x'] })).toEqual(['ignored', 'ignored'])
  })
})
