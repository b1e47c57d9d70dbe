/// <reference lib="dom" />
/**
 * What runs inside a page of the stand-in. Each page has two JavaScript worlds over one DOM: the page's own, and the
 * isolated one of the preload script. They talk in synchronous events on `document`, whose details are cloned from
 * world to world. The functions here are sent to the page as source text, so they refer to nothing outside themselves
 * but their parameters and, inside `source`, to each other.
 */

/** The name of the preload script's world. */
export const isolatedWorldName = 'Electron Isolated Context'

/** The function of the isolated world that leads to the main process. Taken away from `window` before a page sees it. */
export const bindingName = 'standinBinding'

/** What the isolated world tells the main process. */
export type FromPage = { type: 'ipc'; channel: string; args: unknown[] } | { type: 'input'; input: string }

type Packed =
  | { kind: 'plain'; value: unknown }
  | { kind: 'function'; id: number }
  | { kind: 'promise'; id: number }
  | { kind: 'array'; items: Packed[] }
  | { kind: 'object'; entries: [string, Packed][] }

type Message =
  | { type: 'call'; callId: number; id: number; args: Packed }
  | { type: 'expose'; callId: number; key: string; value: Packed }
  | { type: 'answer'; callId: number; value?: Packed; error?: string }
  | { type: 'settled'; id: number; value?: Packed; error?: string }

type Bridge = { expose(key: string, value: unknown): void }
type Callable = (...args: unknown[]) => unknown

/** One end of the bridge between the worlds: values are copied, functions and promises are proxied. */
function createBridge(hears: string, says: string): Bridge {
  const functions = new Map<number, Callable>()
  const promises = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const answers = new Map<number, Extract<Message, { type: 'answer' }>>()
  let lastId = 0

  const post = (message: Message) => document.dispatchEvent(new CustomEvent(says, { detail: message }))
  const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

  function pack(value: unknown, depth = 0): Packed {
    if (depth > 1_000) throw new Error('Electron contextBridge recursion depth exceeded.')
    if (typeof value === 'symbol') throw new Error('An object could not be cloned.')
    if (typeof value === 'function') {
      functions.set(++lastId, value as Callable)
      return { kind: 'function', id: lastId }
    }
    if (value instanceof Promise) return packPromise(value)
    if (Array.isArray(value)) return { kind: 'array', items: value.map(item => pack(item, depth + 1)) }
    if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      return { kind: 'object', entries: Object.entries(value).map(([key, item]) => [key, pack(item, depth + 1)]) }
    }
    return { kind: 'plain', value }
  }

  function packPromise(promise: Promise<unknown>): Packed {
    const id = ++lastId
    promise.then(
      value => post({ type: 'settled', id, value: pack(value) }),
      (error: unknown) => post({ type: 'settled', id, error: messageOf(error) }),
    )
    return { kind: 'promise', id }
  }

  function unpack(packed: Packed): unknown {
    if (packed.kind === 'plain') return packed.value
    if (packed.kind === 'array') return packed.items.map(unpack)
    if (packed.kind === 'object') return Object.fromEntries(packed.entries.map(([key, item]) => [key, unpack(item)]))
    const { id } = packed
    if (packed.kind === 'promise') return new Promise((resolve, reject) => promises.set(id, { resolve, reject }))
    return (...args: unknown[]) => ask(callId => ({ type: 'call', callId, id, args: pack(args) }))
  }

  /** Sends a message and takes the answer, which has been given by the time the event is dispatched. */
  function ask(message: (callId: number) => Message): unknown {
    const callId = ++lastId
    post(message(callId))
    const answer = answers.get(callId)
    answers.delete(callId)
    if (answer === undefined) throw new Error('The other world did not answer.')
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer.value === undefined ? undefined : unpack(answer.value)
  }

  function answer(message: Extract<Message, { type: 'call' | 'expose' }>): void {
    const { callId } = message
    try {
      if (message.type === 'expose') {
        const value = freeze(unpack(message.value))
        Object.defineProperty(window, message.key, { value, enumerable: true })
        return void post({ type: 'answer', callId })
      }
      const result = functions.get(message.id)?.(...(unpack(message.args) as unknown[]))
      post({ type: 'answer', callId, value: pack(result) })
    } catch (error) {
      post({ type: 'answer', callId, error: messageOf(error) })
    }
  }

  function freeze(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    for (const item of Object.values(value)) freeze(item)
    return Object.freeze(value)
  }

  document.addEventListener(hears, event => {
    const message = (event as CustomEvent<Message>).detail
    if (message.type === 'answer') answers.set(message.callId, message)
    else if (message.type !== 'settled') answer(message)
    else if (message.error !== undefined) promises.get(message.id)?.reject(new Error(message.error))
    else promises.get(message.id)?.resolve(message.value && unpack(message.value))
  })
  return { expose: (key, value) => void ask(callId => ({ type: 'expose', callId, key, value: pack(value) })) }
}

/** Electron as a sandboxed preload script sees it, and the way messages of the main process come in. */
function createPreloadElectron(bridge: Bridge, toMain: (message: FromPage) => void) {
  const listeners = new Map<string, Set<Callable>>()
  const listenersOf = (channel: string) => {
    const ofChannel = listeners.get(channel) ?? new Set()
    listeners.set(channel, ofChannel)
    return ofChannel
  }
  const ipcRenderer = {
    on: (channel: string, listener: Callable) => void listenersOf(channel).add(listener),
    off: (channel: string, listener: Callable) => void listenersOf(channel).delete(listener),
    // Refuses what Electron refuses. Of the rest only plain JSON arrives, which is all the contract sends.
    send: (channel: string, ...args: unknown[]) => toMain({ type: 'ipc', channel, args: structuredClone(args) }),
  }
  return {
    receive(channel: string, args: unknown[]) {
      for (const listener of [...listenersOf(channel)]) listener({ sender: ipcRenderer, ports: [] }, ...args)
    },
    electron: {
      contextBridge: { exposeInMainWorld: (key: string, value: unknown) => bridge.expose(key, value) },
      ipcRenderer,
      // A page cannot learn the path of a file: a journey says where what it drops is. Electron says '' for what is not on disk.
      webUtils: {
        getPathForFile({ name }: File) {
          const places = JSON.parse(document.documentElement.dataset.standinPlaces ?? '{}') as Record<string, string>
          return places[name] ?? ''
        },
      },
    },
  }
}

/** Reports the user's own input, which precedes whatever the page does about it. */
function reportInput(toMain: (message: FromPage) => void): void {
  const types = { mousedown: 'mouseDown', mouseup: 'mouseUp', keydown: 'rawKeyDown', keyup: 'keyUp' }
  for (const [type, input] of Object.entries(types)) {
    window.addEventListener(type, event => event.isTrusted && toMain({ type: 'input', input }), { capture: true })
  }
}

const mainHears = 'standin:to-page'
const isolatedHears = 'standin:to-preload'

/** The script for the page's own world. */
export const pageWorldSource = `(() => {
  if (window !== window.top) return
  ${createBridge.toString()}
  createBridge('${mainHears}', '${isolatedHears}')
})()`

/** The script for the isolated world: it runs the preload script as the body of a CommonJS module. */
export const isolatedWorldSource = (preload: string, platform: NodeJS.Platform) => `(() => {
  if (window !== window.top) return
  ${createBridge.toString()}
  ${createPreloadElectron.toString()}
  ${reportInput.toString()}
  const binding = window.${bindingName}
  delete window.${bindingName}
  const toMain = message => binding(JSON.stringify(message))
  const { electron, receive } = createPreloadElectron(createBridge('${isolatedHears}', '${mainHears}'), toMain)
  reportInput(toMain)
  window.standinReceive = receive
  const require = name => {
    if (name === 'electron') return electron
    throw new Error('module not found: ' + name)
  }
  const module = { exports: {} }
  ;(function (require, module, exports, process) {
${preload}
  })(require, module, module.exports, { platform: '${platform}', type: 'renderer' })
})()`
