import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { CdpSession } from './chromium.ts'
import { permissionStates, type SessionHandlers } from './permissions.ts'
import { fromChromium, toChromium, type Fulfilment, type PausedRequest } from './schemes.ts'
import type { Targets } from './targets.ts'
import { bindingName, isolatedWorldName, isolatedWorldSource, pageWorldSource, type FromPage } from './worlds.ts'

export type WebPreferences = { preload?: string } & Record<string, unknown>

export type ContentsDeps = {
  targets: Targets
  browser: CdpSession
  permissions: SessionHandlers
  /** Answers a request of the page, or says by undefined that it is for the network. */
  answer(request: PausedRequest): Promise<Fulfilment | undefined>
  onIpc(channel: string, event: object, args: unknown[]): void
}

type OpenHandler = (details: { url: string; frameName: string; features: string; disposition: string }) => unknown
type FetchPaused = { requestId: string; frameId: string; resourceType: string; request: PausedRequest }

/** An event of Electron whose default can be prevented. */
export function createEvent<Extra extends object>(extra: Extra) {
  return {
    ...extra,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true
    },
  }
}

let lastId = 0

/** `WebContents`: one page of Chromium, with the preload script in a world of its own. */
export class StandinContents extends EventEmitter {
  readonly id = ++lastId
  readonly mainFrame
  #url = ''
  #isDestroyed = false
  /** The isolated world of the document that is shown now. */
  #worldId: string | undefined
  /** The next navigation was asked for by the application, which may go anywhere. */
  #isExpected = false
  #openHandler: OpenHandler = () => ({ action: 'allow' })
  readonly #attached: Promise<{ targetId: string; session: CdpSession }>
  readonly #deps: ContentsDeps
  readonly #preferences: WebPreferences

  constructor(deps: ContentsDeps, preferences: WebPreferences, size: { width: number; height: number }) {
    super()
    this.#deps = deps
    this.#preferences = preferences
    const frame = { frameTreeNodeId: this.id, parent: null, url: '', origin: 'null' }
    Object.defineProperty(frame, 'url', { get: () => this.#url })
    Object.defineProperty(frame, 'origin', { get: () => originOf(this.#url) })
    this.mainFrame = frame
    this.#attached = this.#attach(size)
    // Reported by whatever needs the page next.
    this.#attached.catch(() => undefined)
  }

  getURL = () => this.#url
  isDestroyed = () => this.#isDestroyed
  getLastWebPreferences = () => this.#preferences

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  /** Shows a page; settles when it has loaded. */
  async loadURL(url: string): Promise<void> {
    const { session } = await this.#attached
    const loaded = once(this, 'did-finish-load')
    this.#isExpected = true
    const { errorText } = await session.send('Page.navigate', { url: toChromium(url) })
    if (errorText !== undefined) throw new Error(`${errorText} loading '${url}'`)
    await loaded
  }

  reload(): void {
    this.#isExpected = true
    void this.#attached.then(({ session }) => session.send('Page.reload'))
  }

  /** Sends to the preload script. As in Electron, what is sent to a page that has none goes nowhere. */
  send(channel: string, ...args: unknown[]): void {
    const uniqueContextId = this.#worldId
    if (uniqueContextId === undefined) return
    const expression = `standinReceive(${JSON.stringify(channel)}, ${JSON.stringify(structuredClone(args))})`
    // Fails when the page goes away meanwhile, and then nobody misses the message.
    void this.#attached.then(({ session }) =>
      session.send('Runtime.evaluate', { expression, uniqueContextId }).catch(() => undefined),
    )
  }

  /** Takes the page away. The window calls it. */
  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    this.#worldId = undefined
    void this.#attached.then(({ targetId }) => this.#deps.targets.close(targetId))
    this.emit('destroyed')
  }

  async #attach({ width, height }: { width: number; height: number }) {
    const target = await this.#deps.targets.open(() => this.emit('standin-gone'))
    const { session, targetId } = target
    this.#listen(session, targetId)
    const preload = this.#preferences.preload === undefined ? '' : readFileSync(this.#preferences.preload, 'utf8')
    await Promise.all([
      session.send('Page.enable'),
      session.send('Runtime.enable'),
      session.send('Runtime.addBinding', { name: bindingName, executionContextName: isolatedWorldName }),
      // In this order: the page's world has to listen when the preload script exposes something to it.
      session.send('Page.addScriptToEvaluateOnNewDocument', { source: pageWorldSource }),
      session.send('Page.addScriptToEvaluateOnNewDocument', {
        source: isolatedWorldSource(preload, process.platform),
        worldName: isolatedWorldName,
      }),
      session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 0, mobile: false }),
      // Painted and focused though other windows may cover it, as every window of a desktop is painted.
      session.send('Emulation.setFocusEmulationEnabled', { enabled: true }),
      ...permissionStates(this.#deps.permissions, this).map(state =>
        this.#deps.browser.send('Browser.setPermission', state),
      ),
    ])
    await session.send('Runtime.runIfWaitingForDebugger')
    return target
  }

  #listen(session: CdpSession, frameId: string): void {
    session.on('Runtime.executionContextCreated', ({ context: { name, auxData, uniqueId } }) => {
      const { frameId: ofFrame } = auxData as { frameId?: string }
      if (name === isolatedWorldName && ofFrame === frameId) this.#worldId = uniqueId
    })
    session.on('Runtime.executionContextsCleared', () => (this.#worldId = undefined))
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === bindingName) this.#hear(JSON.parse(payload) as FromPage)
    })
    session.on('Page.frameNavigated', ({ frame }) => {
      if (frame.id === frameId) this.#url = fromChromium(`${frame.url}${frame.urlFragment ?? ''}`)
    })
    session.on('Page.navigatedWithinDocument', ({ url, frameId: ofFrame }) => {
      if (ofFrame === frameId) this.#url = fromChromium(url)
    })
    session.on('Page.loadEventFired', () => this.emit('did-finish-load'))
    session.on('Inspector.targetCrashed', () =>
      this.emit('render-process-gone', createEvent({}), { reason: 'crashed' }),
    )
    session.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
      // Whatever the handler says, the new page has been closed: `allow` is beyond a stand-in.
      const features = windowFeatures.join(',')
      this.#openHandler({ url: fromChromium(url), frameName: windowName, features, disposition: 'foreground-tab' })
    })
    session.on('Fetch.requestPaused', paused => {
      // Fails when the page goes away meanwhile.
      this.#settleRequest(session, paused, paused.frameId === frameId).catch(() => undefined)
    })
  }

  #hear(message: FromPage): void {
    if (message.type === 'input') return void this.emit('input-event', createEvent({}), { type: message.input })
    const event = { ...createEvent({}), sender: this, senderFrame: this.mainFrame, ports: [] }
    this.#deps.onIpc(message.channel, event, message.args)
  }

  /** Lets a request go on, answers it for one of the application's schemes, or stops it. */
  async #settleRequest(session: CdpSession, paused: FetchPaused, isMainFrame: boolean): Promise<void> {
    const { requestId, request } = paused
    if (paused.resourceType === 'Document' && !this.#mayNavigate(fromChromium(request.url), isMainFrame)) {
      await session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
      return
    }
    const answer = await this.#deps.answer(request)
    if (answer === undefined) await session.send('Fetch.continueRequest', { requestId })
    else await session.send('Fetch.fulfillRequest', { requestId, ...answer })
  }

  #mayNavigate(url: string, isMainFrame: boolean): boolean {
    if (isMainFrame && this.#isExpected) {
      this.#isExpected = false
      return true
    }
    const details = createEvent({ url, isMainFrame, isSameDocument: false })
    this.emit('will-frame-navigate', details)
    if (isMainFrame) this.emit('will-navigate', details)
    return !details.defaultPrevented
  }
}

function originOf(url: string): string {
  if (!URL.canParse(url)) return 'null'
  const { protocol, host } = new URL(url)
  return host === '' ? 'null' : `${protocol}//${host}`
}
