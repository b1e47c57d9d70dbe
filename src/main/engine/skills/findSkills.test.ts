import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chooseSkills } from '../../../core/skills/choose.ts'
import { createSkillFinder } from './findSkills.ts'
import type { SkillRoot } from './roots.ts'
import { skillRoots } from './roots.ts'
import { walkSkills } from './walk.ts'

let dir: string
beforeEach(() => (dir = realpathSync(mkdtempSync(join(tmpdir(), 'skills-')))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const write = (path: string, text: string | Buffer) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), text)
}
const skill = (name: string, description = `What ${name} is for.`) =>
  `---\nname: ${name}\ndescription: ${description}\n---\nDo it.\n`
const repo = (path = 'repo/.agents/skills'): SkillRoot => ({
  path: join(dir, path),
  scope: 'repo',
  within: join(dir, 'repo'),
})
const user = (): SkillRoot => ({ path: join(dir, 'home/skills'), scope: 'user', within: null })

/** What was found: name, or what is wrong with it. */
async function found(...roots: SkillRoot[]) {
  const { skills, problems } = await createSkillFinder()(roots)
  const place = (text: string) => text.replaceAll(dir, '')
  return {
    skills: Object.fromEntries(
      skills.map(({ path, name, problems: own }) => [
        place(path),
        own[0] ? `${own[0].severity}: ${own[0].message}` : name,
      ]),
    ),
    problems: problems.map(place),
  }
}

describe('where skills are', () => {
  test('from the working directory up to the root of the project, then what is the user’s own', () => {
    const places = {
      home: '/u/.heddle',
      userHome: '/u',
      codexHome: '/u/.codex',
      systemDirs: ['/etc/s'],
      bundledDir: '/b',
    }
    const roots = skillRoots(places, ['/p', '/p/sub'], { bundled: true })
    expect(roots.map(({ path, scope }) => `${scope} ${path}`)).toEqual([
      'repo /p/sub/.heddle/skills',
      'repo /p/sub/.agents/skills',
      'repo /p/sub/.codex/skills',
      'repo /p/.heddle/skills',
      'repo /p/.agents/skills',
      'repo /p/.codex/skills',
      'user /u/.heddle/skills',
      'user /u/.agents/skills',
      'user /u/.codex/skills',
      'admin /etc/s',
      'bundled /b',
    ])
    expect(roots.every(({ scope, within }) => (scope === 'repo') === (within === '/p'))).toBe(true)
    // In the home directory itself they are the user's, not a project's.
    expect(skillRoots(places, ['/u'], { bundled: false }).filter(({ scope }) => scope === 'repo')).toEqual([])
  })

  test('folders with SKILL.md, single files, and what stands beside them', async () => {
    write('repo/.agents/skills/one/SKILL.md', skill('one'))
    write('repo/.agents/skills/two.skill.md', skill('two'))
    write('repo/.agents/skills/one/references/notes.md', 'x')
    write('repo/.agents/skills/.skill.md', skill('x'))
    write('repo/.agents/skills/quiet/SKILL.md', skill('quiet'))
    write(
      'repo/.agents/skills/quiet/agents/openai.yaml',
      'interface:\n  display_name: Quiet\n  brand_color: "#112233"\npolicy:\n  allow_implicit_invocation: false\n',
    )
    const { skills } = await createSkillFinder()([repo()])
    expect(skills.map(({ name, implicit, display }) => [name, implicit, display.name])).toEqual([
      ['one', true, null],
      ['quiet', false, 'Quiet'],
      ['two', true, null],
    ])
    expect(skills.every(({ problems }) => problems.length === 0)).toBe(true)
  })

  test('a file is read again when it changed, and forgotten when it is gone', async () => {
    const find = createSkillFinder()
    const names = async () => (await find([repo()])).skills.map(({ name, description }) => `${name}: ${description}`)
    write('repo/.agents/skills/a/SKILL.md', skill('a', 'First.'))
    expect(await names()).toEqual(['a: First.'])
    write('repo/.agents/skills/a/SKILL.md', skill('a', 'Second, longer.'))
    expect(await names()).toEqual(['a: Second, longer.'])
    rmSync(join(dir, 'repo/.agents/skills/a'), { recursive: true })
    expect(await names()).toEqual([])
  })
})

describe('hostile files', () => {
  test('pipes, devices, folders, links and files without end are not waited for', async () => {
    for (const name of ['pipe', 'folder', 'device', 'link', 'huge', 'good'])
      mkdirSync(join(dir, 'repo/.agents/skills', name), { recursive: true })
    const at = (name: string) => join(dir, 'repo/.agents/skills', name, 'SKILL.md')
    execFileSync('mkfifo', [at('pipe')])
    mkdirSync(at('folder'))
    symlinkSync('/dev/zero', at('device'))
    symlinkSync('/etc/passwd', at('link'))
    writeFileSync(at('huge'), skill('huge'))
    truncateSync(at('huge'), 1024 ** 3)
    writeFileSync(at('good'), skill('good'))
    mkdirSync(join(dir, 'repo/.agents/skills/good/agents'))
    execFileSync('mkfifo', [join(dir, 'repo/.agents/skills/good/agents/openai.yaml')])
    expect(await found(repo())).toEqual({
      skills: {
        '/repo/.agents/skills/good/SKILL.md': 'good',
        '/repo/.agents/skills/huge/SKILL.md': expect.stringContaining('1073741824 bytes, more than the 1048576'),
      },
      problems: expect.arrayContaining([
        '/repo/.agents/skills/pipe/SKILL.md is not read: it is no regular file.',
        '/repo/.agents/skills/folder/SKILL.md is not read: it is no regular file.',
        '/repo/.agents/skills/device/SKILL.md is not read: it is a link.',
        '/repo/.agents/skills/link/SKILL.md is not read: it is a link.',
      ]) as string[],
    })
  })

  test('a root that is a pipe or a file, or cannot be read', async () => {
    mkdirSync(join(dir, 'repo/.agents'), { recursive: true })
    execFileSync('mkfifo', [join(dir, 'repo/.agents/skills')])
    write('home/skills', 'a file')
    expect(await found(repo(), user(), repo('repo/.codex/skills'))).toEqual({ skills: {}, problems: [] })
  })

  test('links of a repository that lead out of it are refused, those of the user followed', async () => {
    write('secret/private/SKILL.md', skill('private'))
    write('repo/inside/shared/SKILL.md', skill('shared'))
    mkdirSync(join(dir, 'repo/.agents/skills'), { recursive: true })
    mkdirSync(join(dir, 'home/skills'), { recursive: true })
    symlinkSync('../../../secret', join(dir, 'repo/.agents/skills/stolen'))
    symlinkSync('../../inside', join(dir, 'repo/.agents/skills/own'))
    symlinkSync('.', join(dir, 'repo/.agents/skills/loop'))
    symlinkSync('nowhere', join(dir, 'repo/.agents/skills/broken'))
    symlinkSync('../../secret', join(dir, 'home/skills/mine'))
    mkdirSync(join(dir, 'repo/.codex'))
    symlinkSync('../../secret', join(dir, 'repo/.codex/skills'))
    expect(await found(repo(), user(), repo('repo/.codex/skills'))).toEqual({
      skills: { '/repo/inside/shared/SKILL.md': 'shared', '/secret/private/SKILL.md': 'private' },
      problems: [
        '/repo/.agents/skills/stolen leads out of the project and is not looked into.',
        '/repo/.codex/skills leads out of the project and is not looked into.',
      ],
    })
  })

  test.each<[string, string | Buffer, RegExp]>([
    ['an alias bomb', `---\na: &a [x, x]\nb: &b [*a, *a]\nname: [*b, *b]\ndescription: d\n---\n`, /^error: Aliases/],
    ['one alias', `---\nname: a\nx: &x d\ndescription: *x\n---\n`, /^error: Aliases/],
    ['a tag that constructs', `---\nname: a\ndescription: !!js/function "x"\n---\n`, /^error: Tags/],
    ['a merge key', `---\n<<: {name: b}\nname: a\ndescription: d\n---\n`, /^warning: << means nothing/],
    ['nesting without end', `---\nname: ${'['.repeat(20_000)}\ndescription: d\n---\n`, /^(?:warning|error): /],
    ['a key that is there twice', `---\nname: a\nname: b\ndescription: d\n---\n`, /^error: name stands here twice/],
    ['no UTF-8', Buffer.concat([Buffer.from(skill('a')), Buffer.from([0xff, 0xfe])]), /^error: .*not text in UTF-8/],
    ['UTF-16', Buffer.from(`\uFEFF${skill('a')}`, 'utf16le'), /^error: /],
    ['a byte order mark', `\uFEFF${skill('a')}`, /^a$/],
    ['NUL', `${skill('a')}\0`, /^warning: It holds NUL/],
    ['nothing', '', /^error: It has to begin with a header/],
    ['a list in the place of a table', '---\n- a\n---\n', /^error: It needs a description|^warning/],
    ['a description of a megabyte', skill('a', 'd'.repeat(1_000_000)), /^error: It has to begin with a header/],
    [
      'a prototype',
      `---\nname: a\ndescription: d\n__proto__:\n  allowed_tools: []\n---\n`,
      /^warning: __proto__ means nothing/,
    ],
    ['dates and numbers', `---\nname: a\ndescription: 2026-01-01\n---\n`, /^a$/],
  ])('%s', async (_, text, expected) => {
    write('repo/.agents/skills/a/SKILL.md', text)
    const { skills } = await found(repo())
    expect(skills['/repo/.agents/skills/a/SKILL.md']).toMatch(expected)
  })

  test('a name is never a path', async () => {
    write('repo/.agents/skills/a/SKILL.md', skill('../../../etc/x'))
    const { skills } = await createSkillFinder()([repo()])
    expect(skills[0]).toMatchObject({ name: '../../../etc/x', problems: [{ severity: 'warning' }] })
  })

  test('what cannot be read is named, and the rest is there', async () => {
    write('repo/.agents/skills/a/SKILL.md', skill('a'))
    write('repo/.agents/skills/b/SKILL.md', skill('b'))
    chmodSync(join(dir, 'repo/.agents/skills/a/SKILL.md'), 0)
    const isRoot = process.getuid?.() === 0
    expect((await found(repo())).skills).toEqual({
      '/repo/.agents/skills/a/SKILL.md': isRoot ? 'a' : expect.stringContaining('Permission denied'),
      '/repo/.agents/skills/b/SKILL.md': 'b',
    })
  })

  test('five thousand skills, all of one name, come in a stable order and one of them counts', async () => {
    write('repo/.agents/skills/s0.skill.md', skill('same'))
    const at = (n: number) => join(dir, `repo/.agents/skills/s${n}.skill.md`)
    for (let n = 1; n < 5_000; n++) linkSync(at(0), at(n))
    const first = await createSkillFinder()([repo()])
    const second = await createSkillFinder()([repo()])
    expect(first.skills).toHaveLength(5_000)
    expect(second.skills).toEqual(first.skills)
    const chosen = chooseSkills(first.skills, { switches: [], pinned: {} })
    expect(chosen.filter(({ state }) => state === 'active').map(({ path }) => path)).toEqual([at(0)])
  })

  test('of more folders than anybody has, so many are looked into', async () => {
    for (let n = 0; n < 30; n++) write(`repo/.agents/skills/s${n}/SKILL.md`, skill(`s${n}`))
    const walked = await walkSkills(repo(), 10)
    expect(walked?.places).toHaveLength(9) // and the root itself
    expect(walked?.problems).toEqual([`${repo().path} has more than 10 folders: the rest was not looked into.`])
  })
})
