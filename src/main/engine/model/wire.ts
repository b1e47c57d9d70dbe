import type { SampleRequest } from '../../../core/context/request.ts'
import type { ResponseItem } from '../../../core/thread/items.ts'
import type { AttemptSink, Finished } from './attempt.ts'
import type { ProviderConfig } from './providers.ts'
import type { EventReader } from './sse.ts'

/** A reader that, once done, knows how the answer ended. */
export type AnswerReader = EventReader & { finished(): Finished }

/** One way to talk to a provider about a sample. */
export interface Wire {
  path: string
  body(request: SampleRequest, input: readonly ResponseItem[], provider: ProviderConfig): object
  reader(request: SampleRequest, input: readonly ResponseItem[], sink: AttemptSink): AnswerReader
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '')

export const numberIn = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)

export const recordIn = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {})

export const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
