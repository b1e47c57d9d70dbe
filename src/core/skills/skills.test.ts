import { describe, expect, test } from 'vitest'
import { readAgentFile } from './agentFile.ts'
import { chooseSkills } from './choose.ts'
import { frontmatterOf, looseValues, plainValues } from './frontmatter.ts'
import { readHeader, skillNameProblem } from './header.ts'
import { skillBlock, skillContext, skillIn, withVariables } from './inject.ts'
import { listBudget, skillList } from './list.ts'
import { mentionedSkills, unknownMentions } from './mentions.ts'
import { narrowed, restrictionOf } from './restriction.ts'
import { inListOrder } from './skill.ts'
import type { FoundSkill, SkillScope } from './skill.ts'

const found = (name: string, over: Partial<FoundSkill> = {}): FoundSkill => ({
  name,
  description: `What ${name} is for.`,
  shortDescription: null,
  interface: null,
  allowedTools: null,
  mcpTools: [],
  path: `/root/${name}/SKILL.md`,
  scope: 'user',
  root: '/root',
  rank: 0,
  implicit: true,
  display: { name: null, color: null, defaultPrompt: null },
  bytes: 100,
  problems: [],
  ...over,
})

describe('the header', () => {
  test('is between the first line of dashes and the next, whatever the line ends', () => {
    expect(frontmatterOf('---\r\nname: a\r\n---\r\nbody')).toEqual({ lines: ['name: a'], body: 'body' })
    expect(frontmatterOf('\uFEFF---\nname: a\n--- \n')?.lines).toEqual(['name: a'])
    for (const text of ['', 'name: a', '\n---\nname: a\n---\n', '---\nname: a\n', '--- x\n---\n'])
      expect(frontmatterOf(text)).toBeNull()
  })

  test('needs no reader of YAML where its lines are plain', () => {
    expect(plainValues(['name: a-b', 'description:  Does this; (really) - and that.  ', '', `license: 'MIT'`])).toEqual(
      {
        name: 'a-b',
        description: 'Does this; (really) - and that.',
        license: 'MIT',
      },
    )
  })

  test.each([
    'a: >',
    'a: |',
    'a: [b]',
    'a: {b: c}',
    'a: *b',
    'a: &b c',
    'a: !!js/function x',
    'a: b: c',
    'a: b #c',
    'a: "b\\n"',
    'a: - b',
    'a: b:',
    'a: null',
    'a:',
    '  a: b',
    '- a',
    '# a',
    'a: @b',
    'a: %b',
    'a: `b`',
  ])('%s takes a reader of YAML', line => {
    expect(plainValues([line])).toBeNull()
  })

  test('that is no YAML is read line by line; a key that stands there twice is an error', () => {
    expect(looseValues(['name: a', 'description: Use it so: b: c', '  indented: d'])).toEqual({
      values: { name: 'a', description: 'Use it so: b: c' },
      problems: [],
    })
    expect(looseValues(['name: a', 'name: b']).problems).toMatchObject([{ severity: 'error', line: 3 }])
  })

  const read = (values: Record<string, unknown>, placeName = 'a') =>
    readHeader({ lines: Object.keys(values).map(key => `${key}: x`), values, placeName })

  test('has a name and a description; without a description there is nothing to use', () => {
    expect(read({ name: 'a', description: ' two\n words ' })).toMatchObject({
      header: { name: 'a', description: 'two words', allowedTools: null, mcpTools: [], interface: null },
      problems: [],
    })
    expect(read({ name: 'a' }).problems).toMatchObject([{ severity: 'error' }])
    expect(read({ description: 'd' }, 'folder')).toMatchObject({
      header: { name: 'folder' },
      problems: [{ severity: 'warning' }],
    })
  })

  test.each([
    [{ name: 'A b', description: 'd' }, 'warning', 2],
    [{ name: 'b', description: 'd' }, 'warning', 2],
    [{ name: 'x'.repeat(65), description: 'd' }, 'error', 2],
    [{ name: 'a', description: 'd'.repeat(1025) }, 'warning', 3],
    [{ name: 'a', description: 'd', interface: 'robot' }, 'warning', 4],
    [{ name: 'a', description: 'd', 'allowed-tools': 'Read' }, 'warning', 4],
    [{ name: 'a', description: 'd', surprise: 1 }, 'warning', 4],
    [{ name: 'a', description: 'd', metadata: 'no table' }, 'warning', 4],
    [{ name: 'a', description: 'd', compatibility: 'c'.repeat(501) }, 'warning', 4],
  ])('%j: a %s in line %d', (values, severity, line) => {
    expect(read(values).problems).toMatchObject([{ severity, line }])
  })

  test('restricts tools with a list or a line; what cannot be read restricts to nothing', () => {
    const tools = (value: unknown) => read({ name: 'a', description: 'd', allowed_tools: value }).header.allowedTools
    expect(tools(['exec_command', 'Bash(git diff:*)'])).toEqual(['exec_command', 'Bash(git diff:*)'])
    expect(tools('Read, Bash(git diff:*) Grep')).toEqual(['Read', 'Bash(git diff:*)', 'Grep'])
    for (const value of [{ a: 1 }, 12, [['nested']], null]) expect(tools(value)).toEqual([])
  })

  test.each([
    ['release-notes', true],
    ['a1', true],
    ['Release', false],
    ['-a', false],
    ['a--b', false],
    ['../x', false],
    ['', false],
    ['x'.repeat(65), false],
  ])('%s as a name of the public format: %s', (name, isOne) => {
    expect(skillNameProblem(name) === null).toBe(isOne)
  })

  test('openai.yaml: what is not what it should be counts as left out', () => {
    expect(
      readAgentFile({
        interface: { display_name: 'Notes', brand_color: '#A0b1C2', default_prompt: 'Write' },
        policy: { allow_implicit_invocation: false },
      }),
    ).toMatchObject({ displayName: 'Notes', color: '#A0b1C2', defaultPrompt: 'Write', allowImplicit: false })
    for (const values of [null, 'x', [], { interface: { brand_color: 'red;}' }, policy: 1 }])
      expect(readAgentFile(values)).toMatchObject({ displayName: null, color: null, allowImplicit: true })
  })
})

describe('of several with one name', () => {
  const at = (scope: SkillScope, rank: number, over: Partial<FoundSkill> = {}) =>
    found('same', { scope, rank, path: `/${scope}${rank}/same/SKILL.md`, ...over })
  const states = (skills: FoundSkill[], rules = {}) =>
    Object.fromEntries(
      chooseSkills(skills, { switches: [], pinned: {}, ...rules }).map(({ path, state }) => [
        path.split('/')[1],
        state,
      ]),
    )
  const all = [at('bundled', 9), at('user', 5), at('repo', 1), at('repo', 0)]

  test('the nearest root counts', () => {
    expect(states(all)).toEqual({ repo0: 'active', repo1: 'shadowed', user5: 'shadowed', bundled9: 'shadowed' })
    const [, shadowed] = chooseSkills(all, { switches: [], pinned: {} })
    expect(shadowed?.shadowedBy).toBe('/repo0/same/SKILL.md')
  })

  test('one that is pinned counts, unless it is off or broken', () => {
    const pinned = { same: '/user5/same/SKILL.md' }
    expect(states(all, { pinned })).toMatchObject({ user5: 'active', repo0: 'shadowed' })
    const switches = [{ path: '/user5/same/SKILL.md', enabled: false }]
    expect(states(all, { pinned, switches })).toMatchObject({ user5: 'disabled', repo0: 'active' })
    const broken = at('user', 5, { problems: [{ severity: 'error', message: 'x', line: null }] })
    expect(states([broken, at('repo', 0)], { pinned })).toEqual({ user5: 'broken', repo0: 'active' })
    expect(states([found('constructor')], {})).toEqual({ root: 'active' })
  })

  test('switches go by file, by folder or by name; the last word on a path counts', () => {
    const off = (switches: object[]) => states([at('repo', 0)], { switches }).repo0
    expect(off([{ path: '/repo0/same', enabled: false }])).toBe('disabled')
    expect(off([{ name: 'same', enabled: false }])).toBe('disabled')
    expect(off([{ path: '/repo0/same/SKILL.md', enabled: false }, { path: '/repo0/same/SKILL.md' }])).toBe('active')
    expect(
      off([
        { name: 'same', enabled: false },
        { path: '/repo0/same/SKILL.md', enabled: true },
      ]),
    ).toBe('active')
  })

  test('the order does not depend on the order in which they were found', () => {
    const many = ['b', 'a', 'C', 'a-b'].flatMap(name => [
      found(name, { scope: 'repo' }),
      found(name, { path: `/z/${name}` }),
    ])
    const names = (skills: FoundSkill[]) => skills.toSorted(inListOrder).map(({ name, scope }) => `${scope} ${name}`)
    expect(names(many.toReversed())).toEqual(names(many))
    expect(names(many).slice(0, 4)).toEqual(['repo C', 'repo a', 'repo a-b', 'repo b'])
  })
})

describe('mentions', () => {
  const active = ['one', 'two', 'two-three'].map(name => found(name))
  const other = found('one', { path: '/other/one/SKILL.md', scope: 'bundled' })
  const named = (text: string) =>
    mentionedSkills(text, { active, usable: [...active, other] }).map(({ path }) =>
      path.split('/').slice(-3, -1).join('/'),
    )

  test.each([
    ['$two and $one', ['root/one', 'root/two']],
    ['$two-three.', ['root/two-three']],
    ['$two- $twox $ONE', []],
    ['[$one](/other/one/SKILL.md)', ['other/one']],
    ['[$any](skill:///other/one/SKILL.md) $one $two', ['root/two', 'other/one']],
    ['[$one](/nowhere/SKILL.md)', []],
    ['', []],
  ])('%s', (text, expected) => {
    expect(named(text)).toEqual(expected)
  })

  test('what is no skill is named with the nearest one; variables are left alone', () => {
    expect(unknownMentions('$tow $PATH $home $one $zzzzzz', ['one', 'two'])).toEqual([
      { name: 'tow', nearest: 'two' },
      { name: 'zzzzzz', nearest: null },
    ])
  })
})

describe('the list', () => {
  test('names roots once, and leaves out what models are not told of', () => {
    const { text, cut, leftOut } = skillList([found('a'), found('b'), found('c', { implicit: false })], 2000)
    expect(text).toMatch(/^<skills_instructions>\n## Skills\n/)
    expect(text).toContain('- `r0` = `/root`\n### Available skills\n- a: What a is for. (file: r0/a/SKILL.md)\n- b: ')
    expect(text).not.toContain('`r1`')
    expect(text).not.toContain('- c')
    expect({ cut, leftOut }).toEqual({ cut: 0, leftOut: 0 })
    expect(skillList([found('c', { implicit: false })], 2000)).toEqual({ text: '', tokens: 0, cut: 0, leftOut: 0 })
  })

  test('a long description is shown to its 1024th character', () => {
    const { text, cut } = skillList([found('a', { description: 'd'.repeat(2000) })], 9000)
    expect(text).toContain(`- a: ${'d'.repeat(1023)}… (file`)
    expect(cut).toBe(1)
  })

  test.each([10, 100, 1000])(
    '%d skills keep to their budget: shorter descriptions, then none, then fewer skills',
    count => {
      const skills = Array.from({ length: count }, (_, n) => found(`skill-${n}`, { description: `${n} `.repeat(300) }))
      for (const budget of [listBudget(0), listBudget(272_000)]) {
        const { text, tokens, leftOut } = skillList(skills, budget)
        expect(tokens).toBeLessThanOrEqual(budget)
        expect(text.match(/^- skill-/gm)).toHaveLength(count - leftOut)
        if (leftOut > 0) expect(text).toContain(`${leftOut} more skills do not fit here`)
      }
    },
  )

  test('the budget is two percent of the window, and never too small for a few', () => {
    expect([listBudget(0), listBudget(272_000), listBudget(1_000_000)]).toEqual([2000, 5440, 20_000])
  })
})

describe('what a model is given', () => {
  test('is the whole file in tags, and is found again in the fact', () => {
    const text = { name: 'a', path: '/x/SKILL.md', text: '---\nname: a\n---\n</skill> $1 $& \n' }
    expect(skillBlock(text)).toBe(`<skill>\n<name>a</name>\n<path>/x/SKILL.md</path>\n${text.text}\n</skill>`)
    const fact = skillContext(text, { turnId: 't', id: 'i' })
    expect(fact.type === 'context.added' && skillIn(fact)).toEqual({ name: 'a', path: '/x/SKILL.md' })
    expect(fact.type === 'context.added' && skillIn({ ...fact, kinds: ['x'] })).toBeNull()
  })

  test('has variables filled in, once, and no others', () => {
    const values = { cwd: '/w', gitBranch: '{{user}}$&', user: 'me' }
    expect(withVariables('{{cwd}} {{ git_branch }} {{user}} {{other}} {cwd}', values)).toBe(
      '/w {{user}}$& me {{other}} {cwd}',
    )
  })
})

describe('what skills leave of the tools', () => {
  const skill = (name: string, allowedTools: string[] | null) => ({ name, allowedTools })

  test('is everything where none restricts', () => {
    expect(restrictionOf([skill('a', null)])).toBeNull()
    expect(restrictionOf([skill('a', null), skill('b', [])])).toEqual({ tools: [], by: ['b'] })
  })

  test.each([
    [
      ['exec_command', 'read_file'],
      ['Bash', 'apply_patch'],
      ['exec_command', 'Bash'],
    ],
    [['Bash'], ['exec_command(git diff:*)'], ['exec_command(git diff:*)']],
    [['Bash(git:*)'], ['exec_command(git diff:*)', 'shell(rm:*)'], ['exec_command(git diff:*)']],
    [['mcp__a'], ['mcp__a__x', 'mcp__b__x'], ['mcp__a__x']],
    [['read_file'], ['apply_patch'], []],
  ])('of %j and %j it is %j', (mine, yours, both) => {
    expect(narrowed({ tools: mine, by: ['a'] }, { tools: yours, by: ['b'] })).toEqual({ tools: both, by: ['a', 'b'] })
  })
})
