import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { createNonce, noncePlaceholder, securityHeaders } from './csp.ts'

/** One file of the built interface, with the headers it is served with. */
export type RendererFile = { body: Uint8Array<ArrayBuffer>; headers: Record<string, string> }

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** The content type for a file name; octets when we do not know it. */
export const contentTypeOf = (path: string) => contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream'

// Our own build names every asset, so names are plain. Percent escapes, back slashes, colons and leading dots
// are therefore no asset of ours, and with them go `..`, hidden files, drive letters and alternate streams.
const assetPath = /^(?:\/[A-Za-z0-9_@+-][A-Za-z0-9_@+.,-]*)+$/

/** The file under `root` that the path of a url names (`/` is the page), or undefined when it can name none. */
export function rendererPath(root: string, pathname: string): string | undefined {
  if (pathname === '/') return join(root, 'index.html')
  return assetPath.test(pathname) ? join(root, ...pathname.slice(1).split('/')) : undefined
}

/**
 * Reads the built interface under `root`. The answer is undefined when there is no such file. Html gets a fresh
 * style nonce in place of the placeholder and is never cached, since the nonce must not repeat.
 */
export function createRendererFiles(root: string): (pathname: string) => Promise<RendererFile | undefined> {
  return async pathname => {
    const path = rendererPath(root, pathname)
    const bytes = path === undefined ? undefined : await readIfThere(path)
    if (path === undefined || bytes === undefined) return undefined
    const contentType = { 'content-type': contentTypeOf(path) }
    if (extname(path) !== '.html') return { body: bytes, headers: { ...contentType, ...securityHeaders() } }
    const nonce = createNonce()
    const html = new TextDecoder().decode(bytes).replaceAll(noncePlaceholder, nonce)
    const headers = { ...contentType, ...securityHeaders(nonce), 'cache-control': 'no-store' }
    return { body: new TextEncoder().encode(html), headers }
  }
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

const isMissing = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  ['ENOENT', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG'].includes(String(error.code))
