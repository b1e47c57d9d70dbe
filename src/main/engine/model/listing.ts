import type { ModelInfo } from '../../../core/context/request.ts'
import { modelInfo } from './catalogue.ts'
import type { HttpReply } from './http.ts'
import { ProblemError } from './problems.ts'
import type { ProviderConfig } from './providers.ts'
import type { ApiCall } from './sdk.ts'
import { STREAM_LIMITS } from './sse.ts'
import { isRecord, listIn, numberIn, recordIn, textIn } from './wire.ts'

/** Models that no agent can talk to. */
const NOT_FOR_CHAT = /embed|whisper|tts|dall-e|image|moderation|audio|realtime|transcribe|rerank|sora/i

/**
 * Asks a provider for its models (`GET /models`). What the catalogue does not know is completed with what the server says
 * about itself, e.g. the context window.
 */
export async function listModelsAt(
  sdk: { call(call: ApiCall): Promise<HttpReply> },
  provider: ProviderConfig,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<ModelInfo[]> {
  const sent = { accept: 'application/json', ...headers }
  const reply = await sdk.call({ provider, method: 'get', path: '/models', headers: sent, signal })
  const text = await readText(reply)
  const list = parse(text)
  if (!list) throw new ProblemError({ kind: 'notAStream', contentType: reply.contentType, body: text })
  return list.flatMap(entry => {
    const slug = textIn(recordIn(entry).id)
    return slug === '' || NOT_FOR_CHAT.test(slug) ? [] : [described(slug, recordIn(entry))]
  })
}

function described(slug: string, entry: Record<string, unknown>): ModelInfo {
  const info = modelInfo(slug)
  if (info.known) return info
  const window =
    numberIn(entry.context_length) ||
    numberIn(entry.max_model_len) ||
    numberIn(entry.max_context_length) ||
    info.contextWindow
  const inputs = listIn(recordIn(entry.architecture).input_modalities)
  return {
    ...info,
    name: textIn(entry.name) || slug,
    contextWindow: window,
    vision: inputs.length > 0 ? inputs.includes('image') : info.vision,
  }
}

async function readText({ body }: HttpReply): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size > STREAM_LIMITS.eventBytes) {
      throw new ProblemError({ kind: 'tooLarge', what: 'answer', limitBytes: STREAM_LIMITS.eventBytes })
    }
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return value
    return isRecord(value) && Array.isArray(value.data) ? value.data : null
  } catch {
    return null
  }
}
