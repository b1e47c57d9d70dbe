import type { CustomScheme } from 'electron'
import { securityHeaders } from '../csp.ts'
import type { RendererFile } from '../rendererFiles.ts'

const host = 'heddle'

/** The origin of the interface in the desktop window. */
export const appOrigin = `app://${host}`

/** The page every window shows. */
export const appPage = `${appOrigin}/index.html`

/** What has to be registered before Electron is ready: `app:` behaves like https, with an origin of its own. */
export const appScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
}

/** Answers requests for `app://heddle/...` from the built interface; anything else is refused. */
export function createAppProtocol(
  read: (pathname: string) => Promise<RendererFile | undefined>,
): (request: Request) => Promise<Response> {
  return async request => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, 'Only reading is allowed')
    const url = new URL(request.url)
    if (url.protocol !== 'app:' || url.host !== host) return refusal(404, 'No such host')
    const file = await read(url.pathname)
    return file === undefined ? refusal(404, 'No such file') : new Response(file.body, { headers: file.headers })
  }
}

const refusal = (status: number, reason: string) =>
  new Response(reason, { status, headers: { ...securityHeaders(), 'content-type': 'text/plain; charset=utf-8' } })
