import workerUrl from './worker.ts?worker&url'
import type { HighlightWorker } from './highlighter.ts'

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string }
}

// The one policy the page's Trusted Types allow; it vouches for this worker and nothing else.
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
const policy = trustedTypes?.createPolicy('heddle', {
  createScriptURL: url => {
    if (url !== workerUrl) throw new TypeError('Only the highlighting worker may be started.')
    return url
  },
})

/** Starts the highlighting worker under the page's content security policy. */
export const openWorker = (): HighlightWorker =>
  new Worker(policy?.createScriptURL(workerUrl) ?? workerUrl, { type: 'module', name: 'highlight' })
