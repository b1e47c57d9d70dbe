import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Frame, Params, QueryMethod, Result, SubscriptionMethod } from '../../contract/router.ts'
import type { Client } from '../../rpc/client.ts'
import { useApp, useAppParts } from './app.ts'
import { connected, isLoss, messageOf } from './connection.ts'
import type { AppStore } from './store.ts'

/** The engine for rooms that keep what they show to themselves, whether or not it is connected just now. */
export interface Engine {
  /** Queries and commands. Rejects with a `Failure`, or at once while there is no connection. */
  call: Client['call']
  /** Frames from now until the returned function is called. After a lost connection it begins anew. */
  watch<M extends SubscriptionMethod>(
    method: M,
    params: Params<M>,
    onFrame: (frame: Frame<M>) => void,
    onRefused?: (failure: Error) => void,
  ): () => void
}

export interface EngineDeps {
  store: AppStore
  client(): Client | null
}

export function createEngine({ store, client }: EngineDeps): Engine {
  return {
    async call(method, params) {
      return (await connected({ store, client })).call(method, params)
    },
    watch(method, params, onFrame, onRefused) {
      let close = () => {}
      const open = () => {
        const engine = client()
        if (!engine) return
        const handle = engine.subscribe(method, params, onFrame, failure => {
          if (failure && !isLoss(failure)) onRefused?.(failure)
        })
        close = () => handle.close()
      }
      open()
      const unsubscribe = store.subscribe((state, before) => {
        if (state.connection === 'open' && before.connection !== 'open') open()
      })
      return () => {
        unsubscribe()
        close()
      }
    },
  }
}

export const useEngine = (): Engine => useAppParts().engine

export interface Answer<T> {
  /** The newest answer; the one before stays until the next has come. Null before the first. */
  result: T | null
  failure: string | null
  /** Whether the answer belongs to the params as they are now. */
  fresh: boolean
  reload(): void
}

/**
 * Asks the engine whenever the params or `version` change or the connection comes back. Null params ask nothing.
 * `version` stands for what the answer depends on beside the params.
 */
export function useQuery<M extends QueryMethod>(method: M, params: Params<M> | null, version = ''): Answer<Result<M>> {
  const engine = useEngine()
  const connected = useApp(state => state.connection === 'open')
  const key = JSON.stringify([params, version])
  const [answer, setAnswer] = useState<Answered<Result<M>> | null>(null)
  const [round, setRound] = useState(0)
  const request = `${round} ${key}`
  useEffect(() => {
    const key = request.slice(request.indexOf(' ') + 1)
    const [asked] = JSON.parse(key) as [Params<M> | null]
    if (!connected || asked === null) return
    let stale = false
    engine.call(method, asked).then(
      result => stale || setAnswer({ key, result, failure: null }),
      (error: unknown) =>
        stale || setAnswer(before => ({ key, result: before?.result ?? null, failure: messageOf(error) })),
    )
    return () => {
      stale = true
    }
  }, [engine, method, request, connected])
  const reload = useCallback(() => setRound(before => before + 1), [])
  return useMemo(
    () => ({
      result: answer?.result ?? null,
      failure: answer?.failure ?? null,
      fresh: answer?.key === key,
      reload,
    }),
    [answer, key, reload],
  )
}

interface Answered<T> {
  key: string
  result: T | null
  failure: string | null
}

/** The newest frame of a subscription that sends whole states; null before the first. */
export function useWatch<M extends SubscriptionMethod>(
  method: M,
  params: Params<M>,
): { frame: Frame<M> | null; failure: string | null } {
  const engine = useEngine()
  const [state, setState] = useState<{ frame: Frame<M> | null; failure: string | null }>({ frame: null, failure: null })
  const key = JSON.stringify(params)
  useEffect(
    () =>
      engine.watch(
        method,
        JSON.parse(key) as Params<M>,
        frame => setState({ frame, failure: null }),
        failure => setState(before => ({ ...before, failure: failure.message })),
      ),
    [engine, method, key],
  )
  return state
}
