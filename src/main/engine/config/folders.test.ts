import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { joinGuidance } from '../../../core/context/agentsMd.ts'
import { gitInfo } from './git.ts'
import { findGuidance } from './guidance.ts'

const made: string[] = []
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true })
})

function folder(files: Record<string, string> = {}): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-folders-')))
  made.push(path)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(path, name, '..'), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  return path
}

const texts = async (home: string, cwd: string) =>
  (await findGuidance({ home, cwd, fallbackNames: ['CLAUDE.md'], rootMarkers: ['.git'] })).map(({ text }) => text)

describe('guidance for agents', () => {
  test('one file a folder, from the root down, an override first and a fallback last', async () => {
    const home = folder({ 'AGENTS.md': 'global' })
    const root = folder({
      '.git/HEAD': '',
      'AGENTS.md': 'root',
      'a/AGENTS.md': 'no',
      'a/AGENTS.override.md': 'a',
      'a/b/CLAUDE.md': 'b',
    })
    expect(await texts(home, join(root, 'a/b'))).toEqual(['global', 'root', 'a', 'b'])
  })

  test('a link inside the project counts, one that leads out of it does not', async () => {
    const root = folder({ '.git/HEAD': '', 'docs/agents.md': 'inside' })
    symlinkSync('docs/agents.md', join(root, 'AGENTS.md'))
    expect(await texts(folder(), root)).toEqual(['inside'])

    const hostile = folder({ '.git/HEAD': '' })
    symlinkSync(join(folder({ key: 'a private key' }), 'key'), join(hostile, 'AGENTS.md'))
    expect(await texts(folder(), hostile)).toEqual([])
  })

  test('the home may be linked together as its owner likes', async () => {
    const home = folder()
    symlinkSync(join(folder({ mine: 'dotfiles' }), 'mine'), join(home, 'AGENTS.md'))
    expect(await texts(home, folder())).toEqual(['dotfiles'])
  })

  test.skipIf(process.platform === 'win32')('pipes, folders and huge files are as if not there', async () => {
    const root = folder({ '.git/HEAD': '', 'a/AGENTS.md/x': '', 'a/b/AGENTS.md': 'x'.repeat(2 ** 20 + 1) })
    execFileSync('mkfifo', [join(root, 'AGENTS.md')])
    expect(await texts(folder(), join(root, 'a/b'))).toEqual([])
  })

  test('the block has the shape that models know', () => {
    const files = [
      { path: '/h', text: 'GLOBAL\n', scope: 'global' as const },
      { path: '/r', text: 'ROOT\n', scope: 'project' as const },
      { path: '/s', text: 'SUB\n', scope: 'project' as const },
    ]
    expect(joinGuidance(files, { cwd: '/ws', maxBytes: 100 }).text).toBe(
      '# AGENTS.md instructions for /ws\n\n<INSTRUCTIONS>\nGLOBAL\n\n--- project-doc ---\n\nROOT\n\n\nSUB\n\n</INSTRUCTIONS>',
    )
  })

  test('the budget cuts between characters and says so; 0 switches the files off without a word', () => {
    const files = [
      { path: '/r', text: 'ab€', scope: 'project' as const },
      { path: '/s', text: 'x', scope: 'project' as const },
    ]
    const cut = joinGuidance(files, { cwd: '/ws', maxBytes: 4 })
    expect(cut.text).toContain('<INSTRUCTIONS>\nab\n</INSTRUCTIONS>')
    expect(cut.warnings).toHaveLength(2)
    expect(joinGuidance(files, { cwd: '/ws', maxBytes: 0 })).toEqual({ text: null, sources: [], warnings: [] })
  })
})

describe('git without git', () => {
  const repository = (): string => {
    const root = folder({ f: '1' })
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { encoding: 'utf8' })
    git('init', '-q', '-b', 'main')
    git('add', '.')
    git('commit', '-qm', 'x')
    git('remote', 'add', 'origin', 'https://user:password@host/x.git')
    return root
  }
  const head = (root: string) => execFileSync('git', ['-C', root, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim()

  test('branch, commit and remote, without the password in its address', async () => {
    const root = repository()
    const expected = { commit: head(root), branch: 'main', repositoryUrl: 'https://host/x.git' }
    mkdirSync(join(root, 'deep/er'), { recursive: true })
    expect(await gitInfo(join(root, 'deep/er'))).toEqual(expected)
    execFileSync('git', ['-C', root, 'pack-refs', '--all'])
    expect(await gitInfo(root)).toEqual(expected)
  })

  test('a worktree and a detached head', async () => {
    const root = repository()
    const tree = join(folder(), 'tree')
    execFileSync('git', ['-C', root, 'worktree', 'add', '-q', tree, '-b', 'side/one'])
    expect(await gitInfo(tree)).toMatchObject({ commit: head(root), branch: 'side/one' })
    execFileSync('git', ['-C', root, 'checkout', '-q', '--detach'])
    expect(await gitInfo(root)).toEqual({ commit: head(root), repositoryUrl: 'https://host/x.git' })
  })

  test.each([
    ['a branch with terminal codes', 'ref: refs/heads/a\u001b[31mx\n'],
    ['a branch outside the repository', 'ref: refs/../../secret\n'],
    ['no branch at all', 'ref: ../../../../../../../dev/zero\n'],
  ])('%s is no branch', async (_, text) => {
    expect(await gitInfo(folder({ '.git/HEAD': text, secret: 'a'.repeat(40) }))).toEqual({})
  })

  test.skipIf(process.platform === 'win32')('pipes and devices in a repository hold nothing up', async () => {
    const root = folder({ '.git/config': '' })
    execFileSync('mkfifo', [join(root, '.git/HEAD')])
    expect(await gitInfo(root)).toEqual({})
    const endless = folder({ '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/x': '' })
    symlinkSync('/dev/zero', join(endless, '.git/refs/heads/main'))
    expect(await gitInfo(endless)).toEqual({ branch: 'main' })
  })

  test('outside a repository there is nothing', async () => {
    expect(await gitInfo(folder())).toBeUndefined()
  })
})
