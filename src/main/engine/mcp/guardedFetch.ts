import { refusedAddress } from './addresses.ts'
import { bounded } from './boundedBody.ts'

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>

/**
 * Fetch as one server may use it: only addresses it may lead to, no redirect of anything that carries a body, answers
 * within bounds, and the user's headers to the server's own origin alone.
 */
export function guardedFetch(options: {
  server: URL
  headers: Readonly<Record<string, string>>
  maxBytes: number
  onViolation(reason: string): void
}): Fetch {
  const { server, maxBytes, onViolation } = options
  return async (url, init = {}) => {
    const target = new URL(url)
    const refused = refusedAddress(target, server)
    if (refused !== null) throw new Error(`It refers to an address that is not asked: ${refused}.`)
    const headers = new Headers(init.headers)
    if (target.origin === server.origin)
      for (const [name, value] of Object.entries(options.headers)) headers.set(name, value)
    const response = await fetch(target, { ...init, headers, redirect: 'manual' }).catch(unreachable)
    const method = init.method?.toUpperCase() ?? 'GET'
    if (isRedirect(response) && method !== 'GET') {
      await response.body?.cancel()
      throw new Error(`It redirects to ${destination(response, target)}, which is not followed.`)
    }
    return bounded(response, maxBytes, onViolation)
  }
}

/** Node says only "fetch failed"; what failed is in the cause. */
function unreachable(error: unknown): never {
  const cause = error instanceof TypeError ? error.cause : undefined
  throw cause instanceof Error ? new Error(`It cannot be reached: ${cause.message || cause.name}.`) : error
}

const isRedirect = ({ status, headers }: Response): boolean => status >= 300 && status < 400 && headers.has('location')

/** Where a redirect leads, without what it may carry along. */
function destination(response: Response, from: URL): string {
  const location = response.headers.get('location') ?? ''
  return URL.canParse(location, from.href) ? new URL(location, from).origin : 'an address that is none'
}
