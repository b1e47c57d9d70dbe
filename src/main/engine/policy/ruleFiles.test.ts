import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { projectFile } from './projectFile.ts'
import { createRuleFiles } from './ruleFiles.ts'
import type { RuleFiles } from './ruleFiles.ts'

let base = ''
let trusted = true
let rules: RuleFiles
const at = (path: string) => join(base, path)
const HOME = 'home/.heddle'
const DEFAULT = `${HOME}/rules/default.rules`

function write(path: string, text: string): string {
  mkdirSync(dirname(at(path)), { recursive: true })
  writeFileSync(at(path), text)
  return at(path)
}

const newRuleFiles = () =>
  createRuleFiles({
    freshMs: 0,
    home: at(HOME),
    codexHome: at('home/.codex'),
    systemDir: at('system'),
    projectOf: async () => ({ root: at('project'), trusted }),
  })

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-rules-')))
  mkdirSync(at('project/deep/er'), { recursive: true })
  trusted = true
  rules = newRuleFiles()
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const CWD = 'project/deep/er'
const patterns = async () =>
  (await rules.forFolder(at(CWD))).rules.prefixRules.map(({ pattern, layer }) => `${layer} ${pattern.flat().join(' ')}`)
const problems = async () =>
  (await rules.forFolder(at(CWD))).problems.map(
    ({ file, line, message }) => `${file.slice(base.length + 1)}:${line}: ${message}`,
  )
const allow = (...prefix: string[]) => ({ prefix, decision: 'allow' as const, cwd: at(CWD) })
const line = (word: string) => `prefix_rule(pattern=["${word}"], decision="allow")\n`

describe('layers', () => {
  test('come in order, files of one by name, down to the folder', async () => {
    write('system/s.rules', line('system'))
    write('home/.codex/rules/default.rules', line('codex'))
    write(`${HOME}/rules/b.rules`, line('b'))
    write(`${HOME}/rules/a.rules`, line('a'))
    write(`${HOME}/rules/notes.txt`, 'not rules')
    await rules.amend({ ...allow('mine'), scope: 'project' })
    write('project/.heddle/rules/x.rules', 'prefix_rule(["root-heddle"], "prompt")')
    write('project/.codex/rules/x.rules', 'prefix_rule(["root-codex"], "prompt")')
    write('project/deep/.codex/rules/x.rules', 'prefix_rule(["deep"], "forbidden")')
    write('project/elsewhere/.codex/rules/x.rules', 'prefix_rule(["elsewhere"], "forbidden")')
    const own = ['system system', 'codex codex', 'user a', 'user b', 'project mine']
    expect(await patterns()).toEqual([...own, 'repository root-codex', 'repository root-heddle', 'repository deep'])
    trusted = false
    expect(await patterns()).toEqual(own)
  })

  test('a repository can only make things stricter, and is told so', async () => {
    write(
      'project/.codex/rules/x.rules',
      `host_executable("git", ["/tmp/git"])\n${line('rm')}prefix_rule(["git"], "prompt")\nnetwork_rule("a.com", "http", "allow")\n`,
    )
    expect(await patterns()).toEqual(['repository git'])
    const { networkRules, hostExecutables } = (await rules.forFolder(at(CWD))).rules
    expect([networkRules, hostExecutables]).toEqual([[], []])
    expect(await problems()).toEqual([
      'project/.codex/rules/x.rules:1: 3 declarations are ignored: a repository can make rules stricter, and neither allow anything nor name executables',
    ])
  })

  test('a broken file is named with its line and does not take the others along', async () => {
    write(`${HOME}/rules/a.rules`, `${line('a')}\nprefix_rule([])\n`)
    write(`${HOME}/rules/b.rules`, line('b'))
    expect(await patterns()).toEqual(['user b'])
    expect(await problems()).toEqual([
      'home/.heddle/rules/a.rules:3: a pattern cannot be empty (column 1); no rule of this file counts until it is corrected',
    ])
  })

  test.skipIf(process.platform === 'win32')(
    'pipes, folders, huge files and links out of a repository do not count',
    async () => {
      mkdirSync(at('project/.codex/rules/folder.rules'), { recursive: true })
      execFileSync('mkfifo', [at('project/.codex/rules/pipe.rules')])
      write('project/.codex/rules/huge.rules', '#'.repeat(2 ** 20 + 1))
      const text = 'prefix_rule(["x"], "prompt")'
      symlinkSync(write('secret/x.rules', text), at('project/.codex/rules/out.rules'))
      symlinkSync(write('project/in.txt', text), at('project/.codex/rules/within.rules'))
      symlinkSync('nowhere', at('project/.codex/rules/broken.rules'))
      expect(await patterns()).toEqual(['repository x'])
      expect(await problems()).toEqual([
        'project/.codex/rules/folder.rules:1: it is not a regular file',
        'project/.codex/rules/huge.rules:1: it is longer than 1 MB',
        'project/.codex/rules/out.rules:1: it is a link that leads out of the repository, and does not count',
        'project/.codex/rules/pipe.rules:1: it is not a regular file',
      ])
    },
  )

  test("another project's file with the same name does not count", async () => {
    const file = projectFile(at(HOME), at('project'))
    write(file.slice(base.length + 1), `# Rules for the project "/somewhere/else"\n${line('x')}`)
    expect(await patterns()).toEqual([])
    expect(await problems()).toEqual([expect.stringContaining('its first line names another project than this one')])
  })
})

describe('what is remembered', () => {
  test('stays the same object while nothing changes, and follows every change', async () => {
    const long = new Date(Date.now() - 60_000)
    const file = write(DEFAULT, line('one'))
    const first = await rules.forFolder(at(CWD))
    // Same size, same times: still another file.
    write(DEFAULT, line('two'))
    utimesSync(file, long, long)
    expect(await patterns()).toEqual(['user two'])
    write(`${HOME}/rules/new.rules`, line('new'))
    expect(await patterns()).toEqual(['user two', 'user new'])
    rmSync(file)
    expect(await patterns()).toEqual(['user new'])
    rmSync(at(`${HOME}/rules`), { recursive: true })
    expect((await rules.forFolder(at(CWD))).rules).not.toBe(first.rules)
    await expect.poll(async () => (await rules.forFolder(at(CWD))) === (await rules.forFolder(at(CWD)))).toBe(true)
  })

  test('a settled file is not evaluated again', async () => {
    write(DEFAULT, line('one'))
    await expect
      .poll(async () => (await rules.forFolder(at(CWD))).rules === (await rules.forFolder(at(CWD))).rules)
      .toBe(true)
  })
})

describe('adding a rule', () => {
  test('makes a private file, once, and counts at once', async () => {
    const file = at(DEFAULT)
    expect(await rules.amend({ ...allow('ls', '-l'), scope: 'everywhere' })).toEqual({ file, line: 1 })
    expect(await rules.amend({ ...allow('git'), scope: 'everywhere' })).toEqual({ file, line: 2 })
    expect(await rules.amend({ ...allow('ls', '-l'), scope: 'everywhere' })).toEqual({ file, line: 1 })
    expect(readFileSync(file, 'utf8')).toBe(
      'prefix_rule(pattern=["ls", "-l"], decision="allow")\nprefix_rule(pattern=["git"], decision="allow")\n',
    )
    expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700])
    expect(readdirSync(dirname(file))).toEqual(['default.rules'])
    expect(await patterns()).toEqual(['user ls -l', 'user git'])
  })

  test('for a project it stays out of the project, and names it', async () => {
    const { file, line: place } = await rules.amend({
      ...allow('make'),
      decision: 'prompt',
      justification: 'w',
      scope: 'project',
    })
    expect(file).toMatch(/\/home\/\.heddle\/rules\/projects\/project-[0-9a-f]{8}\.rules$/)
    expect(readFileSync(file, 'utf8')).toBe(
      `# Rules for the project "${at('project')}"\nprefix_rule(pattern=["make"], decision="prompt", justification="w")\n`,
    )
    expect(place).toBe(2)
    expect(readdirSync(at('project'))).toEqual(['deep'])
    expect(await patterns()).toEqual(['project make'])
  })

  test('keeps what is there byte for byte, its mode and its link', async () => {
    const target = write('dotfiles/rules', '# mine\r\nprefix_rule(["a"])  # no line break at the end')
    chmodSync(target, 0o640)
    mkdirSync(at(`${HOME}/rules`), { recursive: true })
    symlinkSync(target, at(DEFAULT))
    await rules.amend({ ...allow('b'), scope: 'everywhere' })
    expect(readFileSync(target, 'utf8')).toBe(
      '# mine\r\nprefix_rule(["a"])  # no line break at the end\nprefix_rule(pattern=["b"], decision="allow")\n',
    )
    expect(statSync(target).mode & 0o777).toBe(0o640)
    expect(await patterns()).toEqual(['user a', 'user b'])
  })

  test('refuses where the rule would not count, and changes nothing', async () => {
    const text = 'prefix_rule([)\n'
    const file = write(DEFAULT, text)
    await expect(rules.amend({ ...allow('b'), scope: 'everywhere' })).rejects.toMatchObject({
      code: 'home.notWritable',
      message: expect.stringContaining(`${file}:1:14: `),
    })
    expect(readFileSync(file, 'utf8')).toBe(text)
    await expect(rules.amend({ ...allow(), scope: 'project' })).rejects.toMatchObject({ code: 'home.notWritable' })
    expect(existsSync(projectFile(at(HOME), at('project')))).toBe(false)
  })

  test('twelve processes at once lose nothing, and killed ones break nothing', async () => {
    const [each, processes] = [5, 12]
    write(DEFAULT, '# by hand, without a line break')
    const script = `
      const { addRule } = await import(${JSON.stringify(new URL('./amendments.ts', import.meta.url).href)})
      for (let at = 0; at < ${each}; at += 1) {
        await addRule(${JSON.stringify(at(HOME))}, null, { prefix: [process.argv[1], String(at)], decision: 'allow' })
        await addRule(${JSON.stringify(at(HOME))}, null, { prefix: ['all', String(at)], decision: 'allow' })
        process.stdout.write(at + '\\n')
      }`
    const start = (name: string) =>
      spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script, name], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
    const ended = (child: ReturnType<typeof start>) => new Promise(resolve => child.once('exit', resolve))
    const children = Array.from({ length: processes }, (_, index) => start(`p${index}`))
    const victims = Array.from({ length: 4 }, (_, index) => start(`victim${index}`))
    for (const victim of victims) victim.stdout.once('data', () => victim.kill('SIGKILL'))
    // Listened to from the start: most end before the others do.
    const all = await Promise.all([...children, ...victims].map(ended))
    const codes = all.slice(0, processes)

    expect(codes).toEqual(children.map(() => 0))
    const [comment, ...added] = readFileSync(at(DEFAULT), 'utf8').trimEnd().split('\n')
    expect(comment).toBe('# by hand, without a line break')
    expect(new Set(added).size).toBe(added.length)
    const survivors = added.filter(text => !text.includes('victim'))
    expect(survivors).toHaveLength(processes * each + each)
    expect(await problems()).toEqual([])
    expect((await patterns()).length).toBe(added.length)
  }, 60_000)
})

describe('removing a rule', () => {
  test('takes exactly its line', async () => {
    const file = write(DEFAULT, `# a\n\n${line('x')}# b\r\n${line('y')}prefix_rule(["z"])`)
    await rules.remove({ file, line: 3, prefix: ['x'] })
    expect(readFileSync(file, 'utf8')).toBe(`# a\n\n# b\r\n${line('y')}prefix_rule(["z"])`)
    expect(await patterns()).toEqual(['user y', 'user z'])
  })

  test('refuses what no answer wrote, what has moved, and files of others', async () => {
    const text = `prefix_rule(["z"])\n${line('x')}`
    const file = write(DEFAULT, text)
    const others = write('home/.codex/rules/default.rules', line('x'))
    for (const [rule, message] of [
      [{ file, line: 1, prefix: ['z'] }, `Edit ${file}:1 by hand.`],
      [{ file, line: 2, prefix: ['y'] }, 'another rule stands on this line now'],
      [{ file, line: 9, prefix: ['x'] }, 'No rule that was added here'],
      [{ file: others, line: 1, prefix: ['x'] }, `Edit ${others}:1 by hand.`],
      [{ file: at(`${HOME}/rules/../auth.rules`), line: 1, prefix: ['x'] }, 'Only rules in'],
    ] as const) {
      await expect(rules.remove(rule)).rejects.toMatchObject({
        code: 'rule.notRemovable',
        message: expect.stringContaining(message),
      })
    }
    expect(readFileSync(file, 'utf8')).toBe(text)
  })
})

test('the list shows every file that counts, and which rules can go', async () => {
  write('home/.codex/rules/default.rules', line('x'))
  write(
    DEFAULT,
    `${line('x')}prefix_rule([["a", "b"], "c"], "prompt", justification="w")\nnetwork_rule("a.com", "http", "deny")`,
  )
  write('project/.codex/rules/x.rules', 'prefix_rule([1])')
  const rule = { decision: 'allow', pattern: ['x'], line: 1 }
  expect(await rules.list(at(CWD))).toEqual([
    {
      path: at('home/.codex/rules/default.rules'),
      layer: 'codex',
      rules: [{ ...rule, removable: false }],
      networkRules: [],
      problems: [],
    },
    {
      path: at(DEFAULT),
      layer: 'user',
      rules: [
        { ...rule, removable: true },
        { line: 2, pattern: [['a', 'b'], 'c'], decision: 'prompt', justification: 'w', removable: false },
      ],
      networkRules: [{ line: 3, host: 'a.com', protocol: 'http', decision: 'forbidden' }],
      problems: [],
    },
    {
      path: at('project/.codex/rules/x.rules'),
      layer: 'repository',
      rules: [],
      networkRules: [],
      problems: [{ line: 1, message: expect.stringContaining('a part of a pattern must be a string') }],
    },
  ])
})
