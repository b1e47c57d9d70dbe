import { Failure } from '../contract/procedure.ts'
import { router } from '../contract/router.ts'
import type {
  AppRouter,
  CallMethod,
  Frame,
  Method,
  ParsedParams,
  Result,
  SubscriptionMethod,
} from '../contract/router.ts'
import { createOutbox } from './outbox.ts'
import type { MessagePort } from './port.ts'
import { errorOf, INVALID_REQUEST, isId, isRecord } from './protocol.ts'
import type { RequestId, ServerMessage } from './protocol.ts'

export type CallHandler<M extends CallMethod> = (params: ParsedParams<M>) => Promise<Result<M>>
/** Pushes frames until the signal aborts, or returns to end the subscription from the host's side. */
export type SubscriptionHandler<M extends SubscriptionMethod> = (
  params: ParsedParams<M>,
  push: (frame: Frame<M>) => void,
  signal: AbortSignal,
) => Promise<void>

export type Handlers = {
  [M in Method]: M extends SubscriptionMethod ? SubscriptionHandler<M> : M extends CallMethod ? CallHandler<M> : never
}

export interface ServeOptions {
  /** Told of every undeclared throw; returns the reference id that the client is given instead of the stack. */
  onBug(error: unknown, method: string): string
}

/** Answers a port from the handlers until it closes. Returns a function that stops. */
export function serve(handlers: Handlers, port: MessagePort, { onBug }: ServeOptions): () => void {
  const subscriptions = new Map<RequestId, AbortController>()
  const inFlight = new Set<RequestId>()
  let closed = false
  const send = (message: ServerMessage) => {
    if (!closed) port.send(message)
  }

  const failureFrom = (error: unknown, method: string): Failure => {
    if (error instanceof Failure) return error
    const reference = onBug(error, method)
    return new Failure(
      'internal',
      `Something went wrong inside Heddle (reference ${reference}). The log has the details.`,
      {
        reference,
      },
    )
  }

  const call = async (id: RequestId, method: CallMethod, params: unknown) => {
    inFlight.add(id)
    try {
      const handler = handlers[method] as CallHandler<CallMethod>
      send({ jsonrpc: '2.0', id, result: await handler(parse(method, params)) })
    } catch (error) {
      send({ jsonrpc: '2.0', id, error: errorOf(failureFrom(error, method)) })
    } finally {
      inFlight.delete(id)
    }
  }

  const subscribe = async (id: RequestId, method: SubscriptionMethod, params: unknown) => {
    const abort = new AbortController()
    const outbox = createOutbox(port, frame => ({
      jsonrpc: '2.0',
      method: '$/frame',
      params: { subscription: id, frame },
    }))
    subscriptions.set(id, abort)
    const end = (error: ReturnType<typeof errorOf> | null) => {
      outbox.flush()
      if (!abort.signal.aborted) send({ jsonrpc: '2.0', method: '$/end', params: { subscription: id, error } })
    }
    try {
      const handler = handlers[method] as SubscriptionHandler<SubscriptionMethod>
      const push = (frame: Frame<SubscriptionMethod>) => {
        if (!abort.signal.aborted) outbox.send(frame)
      }
      await handler(parse(method, params), push, abort.signal)
      end(null)
    } catch (error) {
      end(errorOf(failureFrom(error, method)))
    } finally {
      outbox.dispose()
      subscriptions.delete(id)
    }
  }

  const receive = (message: unknown) => {
    if (!isRecord(message)) return send(invalid(null, 'A message must be a JSON object.'))
    const { id, method, params } = message
    if (typeof method !== 'string') {
      if ('result' in message || 'error' in message) return // an answer to a question we never asked
      return send(invalid(isId(id) ? id : null, 'A request needs a "method".'))
    }
    if (method === '$/unsubscribe' && isRecord(params) && isId(params.subscription)) {
      subscriptions.get(params.subscription)?.abort()
      return
    }
    if (id === undefined) return // a notification that we do not know
    if (!isId(id)) return send(invalid(null, 'The "id" must be a string or a whole number.'))
    if (inFlight.has(id) || subscriptions.has(id))
      return send(invalid(id, `The id ${id} is in use by another request.`))
    const procedure = Object.hasOwn(router, method) ? router[method as Method] : undefined
    if (!procedure) {
      const failure = new Failure('method.notFound', `There is no method "${method.slice(0, 100)}".`)
      return send({ jsonrpc: '2.0', id, error: errorOf(failure) })
    }
    if (procedure.shape === 'subscription') void subscribe(id, method as SubscriptionMethod, params)
    else void call(id, method as CallMethod, params)
  }

  const stop = () => {
    closed = true
    for (const abort of subscriptions.values()) abort.abort()
    removeMessage()
    removeClose()
  }
  const removeMessage = port.onMessage(receive)
  const removeClose = port.onClose(stop)
  return stop
}

const invalid = (id: RequestId | null, message: string): ServerMessage => ({
  jsonrpc: '2.0',
  id,
  error: { code: INVALID_REQUEST, message },
})

function parse<M extends Method>(method: M, params: unknown): ParsedParams<M> {
  const parsed = (router as AppRouter)[method].params.safeParse(params ?? {})
  if (parsed.success) return parsed.data as ParsedParams<M>
  const issue = parsed.error.issues[0]
  const path = issue?.path.join('.') || 'params'
  throw new Failure('request.invalid', `${method}: ${path}: ${issue?.message ?? 'invalid'}`, { path })
}
