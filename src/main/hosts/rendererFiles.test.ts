import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contentTypeOf, createRendererFiles, rendererPath } from './rendererFiles.ts'

let folder: string
let root: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-files-'))
  root = join(folder, 'renderer')
  await mkdir(join(root, 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await writeFile(join(root, '.hidden'), 'secret')
  await writeFile(join(root, 'index.html'), '<meta nonce="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>')
  await writeFile(join(root, 'assets', 'index-D_4k-x.js'), 'const nonce = "__CSP_NONCE__"')
})
afterAll(() => rm(folder, { recursive: true }))

const text = (body: Uint8Array | undefined) => new TextDecoder().decode(body)

test('the root is the page, and each answer of it carries its own nonce in text and header', async () => {
  const read = createRendererFiles(root)
  const [first, second] = [await read('/'), await read('/index.html')]
  const nonce = /'nonce-([^']+)'/.exec(first?.headers['content-security-policy'] ?? '')?.[1]
  expect(text(first?.body)).toBe(`<meta nonce="${nonce}"><style nonce="${nonce}"></style>`)
  expect(text(second?.body)).not.toBe(text(first?.body))
  expect(first?.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
})

test('assets are served byte for byte under the policy without a nonce', async () => {
  const file = await createRendererFiles(root)('/assets/index-D_4k-x.js')
  expect(text(file?.body)).toBe('const nonce = "__CSP_NONCE__"')
  expect(file?.headers['content-type']).toBe('text/javascript; charset=utf-8')
  expect(file?.headers['content-security-policy']).toContain("style-src 'self';")
})

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/..\\secret.txt',
  '/%5c..%5csecret.txt',
  '/.hidden',
  '/assets/.',
  '//etc/passwd',
  '/C:/Windows/win.ini',
  '/index.html::$DATA',
  '/index.html%00.js',
  '/index.html\0',
  '/assets/',
  'secret.txt',
  '',
])('%j names no file', async pathname => {
  expect(rendererPath(root, pathname)).toBeUndefined()
  expect(await createRendererFiles(root)(pathname)).toBeUndefined()
})

test('missing files and folders are absent, not errors', async () => {
  const read = createRendererFiles(root)
  for (const pathname of ['/missing.js', '/assets', '/index.html/x', `/${'a'.repeat(5000)}`]) {
    expect(await read(pathname), pathname).toBeUndefined()
  }
})

test('content types follow the extension', () => {
  expect(contentTypeOf('a/Inter.woff2')).toBe('font/woff2')
  expect(contentTypeOf('LOGO.SVG')).toBe('image/svg+xml')
  expect(contentTypeOf('unknown.bin')).toBe('application/octet-stream')
})
