import { Failure } from '../contract/procedure.ts'
import { router } from '../contract/router.ts'
import type { CallMethod, Frame, Params, Result, SubscriptionMethod } from '../contract/router.ts'
import type { Client } from './client.ts'
import type { MessagePort } from './port.ts'
import { failureOf, isId, isRecord } from './protocol.ts'
import type { ErrorObject, RequestId } from './protocol.ts'

interface Waiting {
  method: CallMethod
  resolve(value: never): void
  reject(failure: Failure): void
}

interface Watching {
  method: SubscriptionMethod
  onFrame(frame: never): void
  onEnd?(failure: Error | null): void
}

const lost = () => new Failure('internal', 'The connection to the engine was lost.', { connection: 'lost' })

/** A client of the engine at the other end of a port. What comes in is checked against the contract once, here. */
export function connect(port: MessagePort): Client {
  const waiting = new Map<RequestId, Waiting>()
  const watching = new Map<RequestId, Watching>()
  let lastId = 0
  let closed = false

  const answer = (id: RequestId, message: Record<string, unknown>) => {
    const request = waiting.get(id)
    waiting.delete(id)
    if (!request) {
      // A subscription that was refused before its first frame is answered like a call.
      if ('error' in message) end(id, message.error as ErrorObject)
      return
    }
    if ('error' in message) return request.reject(failureOf(message.error as ErrorObject))
    const parsed = router[request.method].result.safeParse(message.result)
    if (parsed.success) request.resolve(parsed.data as never)
    else request.reject(unreadable(request.method, parsed.error.issues[0]?.message))
  }

  const end = (id: RequestId, error: ErrorObject | null) => {
    const subscription = watching.get(id)
    watching.delete(id)
    subscription?.onEnd?.(error ? failureOf(error) : null)
  }

  const deliver = (id: RequestId, frame: unknown) => {
    const subscription = watching.get(id)
    if (!subscription) return
    const parsed = router[subscription.method].frame.safeParse(frame)
    // A frame of a newer engine that this client cannot read is skipped, as the fold skips facts it does not know.
    if (parsed.success) subscription.onFrame(parsed.data as never)
  }

  port.onMessage(message => {
    if (!isRecord(message)) return
    const params = isRecord(message.params) ? message.params : {}
    if (message.method === '$/frame' && isId(params.subscription)) deliver(params.subscription, params.frame)
    else if (message.method === '$/end' && isId(params.subscription)) {
      end(params.subscription, params.error as ErrorObject | null)
    } else if (isId(message.id)) answer(message.id, message)
  })

  port.onClose(() => {
    closed = true
    for (const request of waiting.values()) request.reject(lost())
    waiting.clear()
    for (const id of watching.keys()) watching.get(id)?.onEnd?.(lost())
    watching.clear()
  })

  return {
    call<M extends CallMethod>(method: M, params: Params<M>): Promise<Result<M>> {
      if (closed) return Promise.reject(lost())
      const id = ++lastId
      return new Promise<Result<M>>((resolve, reject) => {
        waiting.set(id, { method, resolve: resolve as (value: never) => void, reject })
        port.send({ jsonrpc: '2.0', id, method, params })
      })
    },
    subscribe<M extends SubscriptionMethod>(
      method: M,
      params: Params<M>,
      onFrame: (frame: Frame<M>) => void,
      onEnd?: (failure: Error | null) => void,
    ) {
      const id = ++lastId
      if (closed) {
        queueMicrotask(() => onEnd?.(lost()))
        return { close: () => {} }
      }
      watching.set(id, { method, onFrame: onFrame as (frame: never) => void, onEnd })
      port.send({ jsonrpc: '2.0', id, method, params })
      return {
        close: () => {
          if (watching.delete(id)) port.send({ jsonrpc: '2.0', method: '$/unsubscribe', params: { subscription: id } })
        },
      }
    },
    onClose: handler => port.onClose(handler),
    close: () => port.close(),
  }
}

const unreadable = (method: string, detail = 'unexpected shape') =>
  new Failure('internal', `The engine's answer to ${method} could not be read: ${detail}.`)
