import type { CallMethod, Frame, Params, Result, SubscriptionMethod } from '../contract/router.ts'

export interface SubscriptionHandle {
  close(): void
}

/** The engine as a client sees it, whatever wire lies between. */
export interface Client {
  /** Queries and commands. Rejects with a `Failure`. */
  call<M extends CallMethod>(method: M, params: Params<M>): Promise<Result<M>>
  /** Frames in order until closed. `onEnd` is called when the host ends it, with a `Failure` if it was refused. */
  subscribe<M extends SubscriptionMethod>(
    method: M,
    params: Params<M>,
    onFrame: (frame: Frame<M>) => void,
    onEnd?: (failure: Error | null) => void,
  ): SubscriptionHandle
  onClose(handler: () => void): () => void
  close(): void
}
