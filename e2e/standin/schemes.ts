import type { Protocol as ElectronProtocol } from 'electron'

type Handler = Parameters<ElectronProtocol['handle']>[1]

// Chromium knows no `app:` and would not ask us about it, so `app://heddle/x` travels as `https://heddle.app.standin/x`.
const suffix = '.standin'

/** The url Chromium gets for a url of the application. */
export function toChromium(url: string): string {
  const match = /^(?!https?:|about:|data:|blob:)([a-z]+):\/\/([^/?#]+)(.*)$/.exec(url)
  return match === null ? url : `https://${match[2]}.${match[1]}${suffix}${match[3]}`
}

/** The url the application knows for a url of Chromium. */
export function fromChromium(url: string): string {
  const match = /^https:\/\/([^/?#]+)\.([a-z]+)\.standin(.*)$/.exec(url)
  return match === null ? url : `${match[2]}://${match[1]}${match[3]}`
}

export type PausedRequest = { url: string; method: string; headers: Record<string, string> }
export type Fulfilment = { responseCode: number; responseHeaders: { name: string; value: string }[]; body: string }

/** `protocol` of Electron, and the answers of its handlers in the words of the DevTools protocol. */
export function createSchemes(isReady: () => boolean) {
  const handlers = new Map<string, Handler>()
  const privileged = new Set<string>()
  return {
    protocol: {
      registerSchemesAsPrivileged(schemes: { scheme: string }[]) {
        if (isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
        for (const { scheme } of schemes) privileged.add(scheme)
      },
      handle(scheme: string, handler: Handler) {
        if (!isReady()) throw new Error('protocol.handle needs the app to be ready')
        if (!privileged.has(scheme)) throw new Error(`${scheme}: is not registered, its pages would have no origin`)
        handlers.set(scheme, handler)
      },
    },
    /** The handler's answer, or undefined for a request that is for the network. */
    async answer({ url, method, headers }: PausedRequest): Promise<Fulfilment | undefined> {
      const appUrl = fromChromium(url)
      const handler = handlers.get(new URL(appUrl).protocol.slice(0, -1))
      if (handler === undefined) return undefined
      const response = await handler(new Request(appUrl, { method, headers }))
      return {
        responseCode: response.status,
        responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
        body: Buffer.from(await response.arrayBuffer()).toString('base64'),
      }
    },
  }
}
