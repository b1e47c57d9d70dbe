import { expect, test } from 'vitest'
import { contentSecurityPolicy, createNonce, securityHeaders } from './csp.ts'

function directives(policy: string): Map<string, string[]> {
  return new Map(
    policy.split('; ').map(directive => {
      const [name, ...values] = directive.split(' ')
      return [name!, values]
    }),
  )
}

test('nothing is allowed that is not named, and scripts come from our own files only', () => {
  const policy = directives(contentSecurityPolicy('abc'))
  expect(policy.get('default-src')).toEqual(["'none'"])
  expect(policy.get('script-src')).toEqual(["'self'"])
  expect(policy.get('connect-src')).toEqual(["'self'"])
  expect(policy.get('img-src')).toEqual(["'self'", 'data:', 'blob:'])
  for (const name of ['frame-src', 'object-src', 'base-uri', 'form-action', 'frame-ancestors']) {
    expect(policy.get(name), name).toEqual(["'none'"])
  }
  expect(policy.get('require-trusted-types-for')).toEqual(["'script'"])
})

test('no unsafe keyword and no wildcard appears anywhere', () => {
  for (const policy of [contentSecurityPolicy(), contentSecurityPolicy(createNonce())]) {
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
  }
})

test('the nonce admits styles, never scripts', () => {
  const policy = directives(contentSecurityPolicy('abc'))
  expect(policy.get('style-src')).toEqual(["'self'", "'nonce-abc'"])
  expect(directives(contentSecurityPolicy()).get('style-src')).toEqual(["'self'"])
})

test('nonces are long, different, and cannot end their directive', () => {
  const nonces = Array.from({ length: 100 }, createNonce)
  expect(new Set(nonces).size).toBe(100)
  for (const nonce of nonces) expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/)
})

test('every response refuses sniffing, framing and referrers', () => {
  expect(securityHeaders()).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  })
})
