/// <reference lib="es2024.promise" />
import type { CdpSession, Chromium } from './chromium.ts'

export type Target = { targetId: string; session: CdpSession }

export type Targets = {
  /** Opens a page that runs nothing until it is told to; `onGone` is called once it is closed, by whomever. */
  open(onGone: () => void): Promise<Target>
  close(targetId: string): Promise<void>
}

/**
 * The pages of the browser: those opened here are windows, all others come from `window.open` and are closed
 * without having loaded anything. The window's handler for it hears of them by `Page.windowOpen`.
 */
export async function watchTargets({ browser, session }: Chromium): Promise<Targets> {
  const ours = new Map<string, PromiseWithResolvers<string>>()
  const goneHandlers = new Map<string, () => void>()
  let opening: Promise<unknown> = Promise.resolve()

  const close = async (targetId: string) => {
    // Fails only when it has gone already.
    await browser.send('Target.closeTarget', { targetId }).catch(() => undefined)
  }
  /** Closes a page that `window.open` made. It has to go on first: its opener may share its process, and its pause. */
  const turnAway = async (targetId: string, popup: CdpSession) => {
    popup.on('Fetch.requestPaused', ({ requestId }) => {
      popup.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' }).catch(() => undefined)
    })
    // These fail only when it has gone already.
    await popup.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }).catch(() => undefined)
    await popup.send('Runtime.runIfWaitingForDebugger').catch(() => undefined)
    await close(targetId)
  }
  browser.on('Target.attachedToTarget', async ({ targetInfo: { targetId }, sessionId }) => {
    await opening // a target of ours can be attached before its creation is answered
    const expected = ours.get(targetId)
    if (expected === undefined) await turnAway(targetId, session(sessionId))
    else expected.resolve(sessionId)
  })
  browser.on('Target.detachedFromTarget', ({ sessionId }) => goneHandlers.get(sessionId)?.())
  await browser.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
    filter: [{ type: 'page' }, { exclude: true }],
  })

  async function create(): Promise<string> {
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' })
    ours.set(targetId, Promise.withResolvers())
    return targetId
  }
  return {
    close,
    async open(onGone) {
      const created = opening.then(create)
      opening = created.catch(() => undefined)
      const targetId = await created
      const sessionId = await ours.get(targetId)?.promise
      if (sessionId === undefined) throw new Error(`Target ${targetId} was not attached`)
      goneHandlers.set(sessionId, onGone)
      return { targetId, session: session(sessionId) }
    },
  }
}
