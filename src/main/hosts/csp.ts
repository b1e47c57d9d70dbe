import { randomBytes } from 'node:crypto'

/** What index.html carries where the nonce of each response goes. */
export const noncePlaceholder = '__CSP_NONCE__'

/** The one Trusted Types policy the page may create; it vouches for the urls of our own workers. */
export const trustedTypesPolicy = 'heddle'

/** A fresh, unguessable nonce (128 bits, base64). One for each html response. */
export const createNonce = () => randomBytes(16).toString('base64')

/**
 * The content security policy of every page and worker we serve, in the window and in the browser alike.
 * `nonce` admits the style elements of one html response; without it no inline style is accepted.
 */
export function contentSecurityPolicy(nonce?: string): string {
  const directives = {
    'default-src': "'none'",
    'script-src': "'self'",
    'worker-src': "'self'",
    'style-src': nonce === undefined ? "'self'" : `'self' 'nonce-${nonce}'`,
    'font-src': "'self'",
    'img-src': "'self' data: blob:",
    'connect-src': "'self'",
    'frame-src': "'none'",
    'frame-ancestors': "'none'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': trustedTypesPolicy,
  }
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')
}

/** The headers every response of ours carries; see `contentSecurityPolicy` for `nonce`. */
export function securityHeaders(nonce?: string): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(nonce),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }
}
