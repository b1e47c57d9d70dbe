import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRegularFile } from '../config/regularFile.ts'
import { createFileSearch } from './fileSearch.ts'
import { listFiles } from './listFiles.ts'
import { rankFiles } from './rankFiles.ts'

const LIMITS = { most: 10_000, mostSeen: 100_000 }

let root = ''
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'heddle-files-'))))
afterEach(() => rmSync(root, { recursive: true }))

function write(...paths: string[]) {
  for (const path of paths) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), '')
  }
}
const list = async (from = root, limits = LIMITS) => {
  const { paths, whole } = await listFiles(from, { limits, readText: readRegularFile })
  return { paths: paths.toSorted(), whole }
}

describe('what is listed', () => {
  test('files and folders, what is nearer first', async () => {
    write('b/c/deep.ts', 'a.ts', 'b/mid.ts')
    const { paths, whole } = await listFiles(root, { limits: LIMITS, readText: readRegularFile })
    expect(paths.slice(0, 2).toSorted()).toEqual(['a.ts', 'b/'])
    expect(paths.slice(2)).toEqual(
      ['b/mid.ts', 'b/c/', 'b/c/deep.ts'].toSorted((a, b) => paths.indexOf(a) - paths.indexOf(b)),
    )
    expect(whole).toBe(true)
  })

  test('what git ignores is left out: rules of every folder, of those above, and what they take back', async () => {
    write('.git/HEAD', '.git/info/exclude', 'pkg/src/x.log', 'pkg/src/keep.log', 'pkg/src/x.ts', 'pkg/local.txt')
    write('pkg/dist/x.js', 'pkg/node_modules/left-pad/index.js')
    writeFileSync(join(root, '.gitignore'), '*.log\ndist/\n')
    writeFileSync(join(root, 'pkg/src/.gitignore'), '!keep.log\n')
    writeFileSync(join(root, '.git/info/exclude'), 'local.txt\n')
    const inPackage = ['src/', 'src/.gitignore', 'src/keep.log', 'src/x.ts']
    expect((await list(join(root, 'pkg'))).paths).toEqual(inPackage)
    expect((await list()).paths).toEqual(['.gitignore', 'pkg/', ...inPackage.map(path => `pkg/${path}`)])
  })

  test('links are listed and not followed, pipes are neither opened nor listed', async () => {
    write('src/a.ts')
    symlinkSync(root, join(root, 'src/up'))
    symlinkSync('/etc/passwd', join(root, 'link.txt'))
    execFileSync('mkfifo', [join(root, 'pipe'), join(root, 'src/.gitignore')])
    expect((await list()).paths).toEqual(['link.txt', 'src/', 'src/a.ts', 'src/up'])
  })

  test('names that a message cannot hold are left out, others are listed as they are', async () => {
    const long = 'n'.repeat(255)
    write('two\nlines', 'esc\u001b[2J', 'a\u202eb.ts', 'with space.md', 'ümläut.md', long)
    writeFileSync(Buffer.concat([Buffer.from(`${root}/bad`), Buffer.from([0xff, 0xfe])]), '')
    expect((await list()).paths).toEqual(['a\u202eb.ts', long, 'with space.md', 'ümläut.md'].toSorted())
  })

  test('a folder with too much in it ends at the limit, and says so', async () => {
    write(...Array.from({ length: 60 }, (_, n) => `many/${n}.txt`))
    const listed = await list(root, { most: 20, mostSeen: 1000 })
    expect(listed.whole).toBe(false)
    expect(listed.paths).toHaveLength(20)
    expect((await list(root, { most: 1000, mostSeen: 30 })).whole).toBe(false)
  })
})

describe('what fits', () => {
  const PATHS = [
    'src/',
    'src/composer/',
    'src/composer/Composer.tsx',
    'src/composer/ComposerBox.tsx',
    'src/composer/box/useDrafts.ts',
    'docs/composer.md',
    'docs/decomposed.md',
    'README.md',
  ]
  const search = (query: string, recent: string[] = []) =>
    rankFiles(PATHS)
      .search(query, { limit: 50, recent })
      .map(({ path }) => path)

  test('the name before its beginning before a word in it before anything in it before the folders', () => {
    expect(search('composer')).toEqual([
      'src/composer/',
      'docs/composer.md',
      'src/composer/Composer.tsx',
      'src/composer/ComposerBox.tsx',
      'src/composer/box/useDrafts.ts',
    ])
    expect(search('compos').at(-1)).toBe('src/composer/box/useDrafts.ts')
    expect(search('compose').indexOf('docs/decomposed.md')).toBeGreaterThan(
      search('compose').indexOf('docs/composer.md'),
    )
  })

  test('scattered letters fit, in order; folders and case may be part of it', () => {
    expect(search('cmpbx')).toEqual(['src/composer/ComposerBox.tsx', 'src/composer/box/useDrafts.ts'])
    expect(search('SRC/COMPOSER/C')[0]).toBe('src/composer/Composer.tsx')
    expect(search('xob')).toEqual([])
  })

  test('what was used lately comes before what fits a little better, and first without a query', () => {
    expect(search('com', ['docs/decomposed.md'])[0]).toBe('docs/decomposed.md')
    expect(search('', ['src/composer/ComposerBox.tsx']).slice(0, 3)).toEqual([
      'src/composer/ComposerBox.tsx',
      'src/',
      'README.md',
    ])
  })

  test('marks are the characters of the query, whatever the paths', () => {
    const path = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '/', '.', 'é', '🙂'), minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(
        fc.array(path, { maxLength: 20 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '/', 'é'), minLength: 1, maxLength: 6 }),
        (paths, query) => {
          const wanted = query.replace(/^\.\//, '')
          const found = rankFiles(paths).search(query, { limit: 100 })
          for (const { path, marks } of found) {
            expect(
              marks
                .map(([from, to]) => path.slice(from, to))
                .join('')
                .toLowerCase(),
            ).toBe(wanted)
            expect(paths).toContain(path)
          }
          const fits = (each: string) => new RegExp([...wanted].map(each => `[${each}]`).join('[^]*'), 'iu').test(each)
          expect(found.length).toBe(paths.filter(fits).length)
        },
      ),
    )
  })

  test('a name that was made to be slow is not', () => {
    const paths = Array.from({ length: 2000 }, () => 'a'.repeat(255))
    expect(rankFiles(paths).search(`${'a'.repeat(200)}b`, { limit: 10 })).toEqual([])
  })
})

describe('the search', () => {
  const searchIn = (now: () => number) => {
    const { search } = createFileSearch({ readText: readRegularFile, monotonic: now })
    return async (query: string) => {
      const { files } = await search({ cwd: root, query, limit: 10, recent: [] })
      return files.map(({ path }) => path)
    }
  }

  test('what came into being is found a little later, while the old list answers', async () => {
    let now = 0
    const search = searchIn(() => now)
    write('a.txt')
    await expect.poll(() => search('')).toEqual(['a.txt'])
    write('b.txt')
    expect(await search('b')).toEqual([])
    now += 60_000
    await expect.poll(() => search('b')).toEqual(['b.txt'])
  })

  test('a folder that is not there has no files', async () => {
    const { search, check } = createFileSearch({ readText: readRegularFile, monotonic: () => 0 })
    const cwd = join(root, 'gone')
    await expect
      .poll(() => search({ cwd, query: 'x', limit: 5, recent: [] }))
      .toEqual({ files: [], total: 0, state: 'whole' })
    write('here.txt')
    expect(await check(root, ['here.txt', join(root, 'here.txt'), '.', 'gone', '/dev/null'])).toEqual([
      'file',
      'file',
      'folder',
      'missing',
      'other',
    ])
  })
})
