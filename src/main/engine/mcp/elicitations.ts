import { exceeds } from '../../../core/mcp/canonical.ts'
import type { ElicitAnswer, ElicitParams } from './connection.ts'

/** A question that a server asks the user. Its words are the server's own. */
export interface Elicitation {
  id: string
  server: string
  /** The call it belongs to, where that is certain. */
  threadId: string | null
  callId: string | null
  message: string
  mode: 'form' | 'url'
  /** `form`: JSON schema of a flat object. It is shown and never evaluated. */
  schema?: Record<string, unknown>
  /** `url`: an http or https address. */
  url?: string
  at: number
}

export interface Elicitations {
  list(): Elicitation[]
  watch(handler: () => void): () => void
  /** Answers a question. False when it is not there any more. */
  answer(id: string, answer: ElicitAnswer): boolean
  /** Puts a question to the user; resolves with the answer, or as declined where the server asks too much. */
  ask(question: Question): Promise<ElicitAnswer>
}

export interface Question {
  server: string
  call: { threadId: string; callId: string } | null
  params: ElicitParams
  /** Ends the question: its call is over, or the server took it back. */
  signal: AbortSignal
}

const MAX_PENDING = 5
const MAX_PER_MINUTE = 30
const MAX_MESSAGE_CHARS = 4000
const MAX_URL_CHARS = 4000
const SCHEMA_LIMITS = { depth: 12, values: 1000 }
const MINUTE_MS = 60_000

const DECLINED: ElicitAnswer = { action: 'decline' }
const CANCELLED: ElicitAnswer = { action: 'cancel' }

/** The questions of servers that wait for the user. */
export function createElicitations(deps: {
  newId(): string
  now(): number
  /** A question was not put to the user. */
  onRefused(server: string, reason: string): void
}): Elicitations {
  const pending = new Map<string, { question: Elicitation; settle(answer: ElicitAnswer): void }>()
  const asked = new Map<string, number[]>()
  const handlers = new Set<() => void>()
  const changed = (): void => handlers.forEach(handler => handler())

  const isTooMuch = (server: string): boolean => {
    const recent = (asked.get(server) ?? []).filter(at => deps.now() - at < MINUTE_MS)
    asked.set(server, recent)
    const open = [...pending.values()].filter(({ question }) => question.server === server).length
    if (open >= MAX_PENDING || recent.length >= MAX_PER_MINUTE) return true
    recent.push(deps.now())
    return false
  }

  return {
    list: () => [...pending.values()].map(({ question }) => question),
    watch(handler) {
      handlers.add(handler)
      return () => void handlers.delete(handler)
    },
    answer(id, answer) {
      const found = pending.get(id)
      found?.settle(answer)
      return found !== undefined
    },
    async ask({ server, call, params, signal }) {
      const read = readQuestion(params)
      const refusal = 'problem' in read ? read.problem : isTooMuch(server) ? 'It asks too many questions.' : null
      if (refusal !== null || 'problem' in read) {
        deps.onRefused(server, refusal ?? '')
        return DECLINED
      }
      if (signal.aborted) return CANCELLED
      const id = deps.newId()
      const { threadId = null, callId = null } = call ?? {}
      return await new Promise<ElicitAnswer>(resolve => {
        const settle = (answer: ElicitAnswer): void => {
          signal.removeEventListener('abort', cancel)
          pending.delete(id)
          resolve(answer)
          changed()
        }
        const cancel = () => settle(CANCELLED)
        signal.addEventListener('abort', cancel)
        pending.set(id, { question: { id, server, threadId, callId, at: deps.now(), ...read }, settle })
        changed()
      })
    },
  }
}

type Read = Pick<Elicitation, 'message' | 'mode' | 'schema' | 'url'> | { problem: string }

function readQuestion({ mode = 'form', message, requestedSchema, url }: ElicitParams): Read {
  const text = typeof message === 'string' ? message.slice(0, MAX_MESSAGE_CHARS) : ''
  if (mode === 'url') {
    const isWeb = typeof url === 'string' && url.length <= MAX_URL_CHARS && URL.canParse(url) && /^https?:/i.test(url)
    return isWeb
      ? { mode, message: text, url: new URL(url).href }
      : { problem: 'It wants an address opened that is none of the web.' }
  }
  if (typeof requestedSchema !== 'object' || requestedSchema === null || exceeds(requestedSchema, SCHEMA_LIMITS))
    return { problem: 'It asks for a form that is too large or none.' }
  return { mode: 'form', message: text, schema: requestedSchema as Record<string, unknown> }
}
