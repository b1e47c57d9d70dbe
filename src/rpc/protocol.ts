import { FAILURES, Failure } from '../contract/procedure.ts'
import type { FailureCode } from '../contract/procedure.ts'

/** JSON-RPC 2.0, and two notifications of ours for subscriptions, whose id is the id of the request that opened them. */
export type RequestId = string | number

export interface RequestMessage {
  jsonrpc: '2.0'
  id: RequestId
  method: string
  params?: unknown
}

export interface ErrorObject {
  code: number
  message: string
  data?: { code: FailureCode; [detail: string]: unknown }
}

export type ServerMessage =
  | { jsonrpc: '2.0'; id: RequestId | null; result: unknown }
  | { jsonrpc: '2.0'; id: RequestId | null; error: ErrorObject }
  | { jsonrpc: '2.0'; method: '$/frame'; params: { subscription: RequestId; frame: unknown } }
  | { jsonrpc: '2.0'; method: '$/end'; params: { subscription: RequestId; error: ErrorObject | null } }

export const PARSE_ERROR = -32700
export const INVALID_REQUEST = -32600
export const METHOD_NOT_FOUND = -32601
export const INVALID_PARAMS = -32602
export const INTERNAL = -32603
/** Refusals of the product; `data.code` says which. */
export const REFUSED = -32000

const RPC_CODES: Partial<Record<FailureCode, number>> = {
  'request.invalid': INVALID_PARAMS,
  'method.notFound': METHOD_NOT_FOUND,
  internal: INTERNAL,
}

export const errorOf = (failure: Failure): ErrorObject => ({
  code: RPC_CODES[failure.code] ?? REFUSED,
  message: failure.message,
  data: { ...failure.data, code: failure.code },
})

/** The failure that an error on the wire stands for. Codes this client does not know become `internal`. */
export function failureOf(error: ErrorObject): Failure {
  const { code, ...data } = error.data ?? { code: 'internal' as const }
  return new Failure(FAILURES.includes(code) ? code : 'internal', error.message, data)
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isId = (value: unknown): value is RequestId =>
  typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value))
