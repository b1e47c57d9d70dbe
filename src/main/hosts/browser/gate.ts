import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** The parts of a request that decide whether it may come in. */
export interface Knock {
  host: string | undefined
  origin: string | undefined
  cookie: string | undefined
}

export type Admission = 'admitted' | 'stranger' | 'wrongHost' | 'wrongOrigin'

/**
 * Who may talk to a browser host on loopback. The token is in the fragment of the printed URL, which browsers never
 * send; the page exchanges it for a cookie that scripts cannot read and other sites cannot use. Host and Origin must be
 * literally ours, so that a page of another site, or a name that resolves to this machine, gets nothing.
 */
export function createGate({ port, random = () => randomBytes(32) }: { port: number; random?: () => Buffer }) {
  const token = random().toString('base64url')
  const session = random().toString('base64url')
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`])
  const origins = new Set([...hosts].map(host => `http://${host}`))
  // Cookies are shared by all ports of a host: the name keeps two workbenches apart.
  const cookieName = `heddle-${port}`

  return {
    /** 256 bits, base64url; new at every start. */
    token,
    admit({ host, origin, cookie }: Knock): Admission {
      if (host === undefined || !hosts.has(host)) return 'wrongHost'
      if (origin !== undefined && !origins.has(origin)) return 'wrongOrigin'
      return sameSecret(cookieValue(cookie, cookieName), session) ? 'admitted' : 'stranger'
    },
    /** The cookie header that a right token is exchanged for, or null. */
    exchange: (presented: string): string | null =>
      sameSecret(presented, token) ? `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/` : null,
  }
}

export type Gate = ReturnType<typeof createGate>

/** Compares without telling by time how much of a guess was right. */
function sameSecret(presented: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(presented), digest(secret))
}

function cookieValue(header: string | undefined, name: string): string {
  const pair = (header ?? '').split(';').find(part => part.trim().startsWith(`${name}=`))
  return pair?.trim().slice(name.length + 1) ?? ''
}
