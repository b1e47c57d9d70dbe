/** Something the scripted model puts out within one answer. Plain data, so that a script can live in a file. */
export type Speech =
  | { type: 'text'; text: string; phase?: string; id?: string }
  | { type: 'reasoning'; text: string; encrypted?: string; id?: string }
  | { type: 'call'; name: string; args: unknown; callId?: string; namespace?: string; id?: string }
  | { type: 'custom'; name: string; input: string; callId?: string; id?: string }
  /** An output item exactly as given (Responses wire only). */
  | { type: 'item'; item: Record<string, unknown> }

export interface RoundUsage {
  input?: number
  cached?: number
  output?: number
  reasoning?: number
}

/** How the server answers one request. */
export type Ending =
  | { type: 'completed' }
  /** The connection is destroyed after so many events; `Infinity` (null in a file) means after the last item. */
  | { type: 'cut'; afterEvents: number | null }
  /** Nothing more is sent and the connection stays open. */
  | { type: 'stall'; afterEvents: number | null }
  /** The stream ends properly, but never says that it is complete. */
  | { type: 'unfinished' }
  | { type: 'failed'; code: string; message: string }
  | { type: 'incomplete'; reason: string }

export type Round =
  | {
      type: 'answer'
      speech: Speech[]
      ending: Ending
      /** Characters of one delta; default: the whole text in one. */
      deltaChars?: number
      /** Pause before every delta. */
      deltaDelayMs?: number
      /** Deltas leave by the clock, so many a second. */
      deltasPerSecond?: number
      /** Pause before the first byte. */
      delayMs?: number
      usage?: RoundUsage
    }
  | { type: 'refusal'; status: number; headers: Record<string, string>; body: string; delayMs?: number }
  /** Bytes of a 200 answer, chunk by chunk; base64 in a file. */
  | { type: 'raw'; chunks: string[]; headers: Record<string, string>; hangs?: boolean }

export type AnswerRound = Extract<Round, { type: 'answer' }>

export interface Script {
  rounds: Round[]
}

export interface Refusal {
  status: number
  headers?: Record<string, string>
  body?: string | object
  delayMs?: number
}

/**
 * A script, written the way a story is told: each method returns the script. `says` after a call, and everything after an
 * ending, begins the next round (one round answers one request).
 */
export class ScriptBuilder implements Script {
  readonly rounds: Round[] = []
  #open: AnswerRound | null = null

  /** An assistant message. */
  says(text: string, over: { phase?: string; id?: string; sameRound?: boolean } = {}): this {
    const { sameRound, ...rest } = over
    const called = this.#open?.speech.some(speech => speech.type === 'call' || speech.type === 'custom')
    if (called && !sameRound) this.next()
    return this.#add({ type: 'text', text, ...rest })
  }

  /** A reasoning summary, with encrypted content that must come back. */
  reasons(text: string, encrypted = `encrypted:${text}`): this {
    return this.#add({ type: 'reasoning', text, encrypted })
  }

  /** A function call. Several in a row are parallel calls of one answer. A string of `args` is sent as it is. */
  calls(name: string, args: unknown = {}, over: { callId?: string; namespace?: string; id?: string } = {}): this {
    return this.#add({ type: 'call', name, args, ...over })
  }

  /** A free-form call. */
  callsCustom(name: string, input: string, over: { callId?: string; id?: string } = {}): this {
    return this.#add({ type: 'custom', name, input, ...over })
  }

  /** A call of `apply_patch`; the envelope is added when it is missing. */
  patch(text: string, over: { callId?: string } = {}): this {
    const input = text.startsWith('*** Begin Patch') ? text : `*** Begin Patch\n${text.trimEnd()}\n*** End Patch`
    return this.callsCustom('apply_patch', input, over)
  }

  /** Any output item, unchecked (Responses wire only). */
  emits(item: Record<string, unknown>): this {
    return this.#add({ type: 'item', item })
  }

  /** Ends the round; what follows answers the next request. */
  next(): this {
    this.#open = null
    return this
  }

  /** Repeats the current round, so that it is played `count` times in all. Call ids stay unique: the server numbers them. */
  times(count: number): this {
    const round = this.rounds.at(-1)
    for (let n = 1; round && n < count; n++) this.rounds.push(round)
    return this.next()
  }

  fails({ status, headers = {}, body = '', delayMs }: Refusal): this {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const type: Record<string, string> = typeof body === 'string' ? {} : { 'content-type': 'application/json' }
    this.rounds.push({ type: 'refusal', status, headers: { ...type, ...headers }, body: text, delayMs })
    return this.next()
  }

  /** The answer breaks off: the connection is destroyed. */
  cuts(afterEvents: number | null = null): this {
    return this.#end({ type: 'cut', afterEvents })
  }

  stalls(afterEvents: number | null = null): this {
    return this.#end({ type: 'stall', afterEvents })
  }

  /** The stream closes without its completion event. */
  staysUnfinished(): this {
    return this.#end({ type: 'unfinished' })
  }

  /** The provider reports a failure inside the stream. */
  reportsFailure(code: string, message: string): this {
    return this.#end({ type: 'failed', code, message })
  }

  staysIncomplete(reason = 'max_output_tokens'): this {
    return this.#end({ type: 'incomplete', reason })
  }

  /** A 200 answer made of these bytes; several chunks are sent one by one. */
  raw(chunks: string | Buffer | (string | Buffer)[], headers: Record<string, string> = {}, hangs = false): this {
    const list = Array.isArray(chunks) ? chunks : [chunks]
    this.rounds.push({
      type: 'raw',
      chunks: list.map(chunk => Buffer.from(chunk).toString('base64')),
      headers: { 'content-type': 'text/event-stream', ...headers },
      hangs,
    })
    return this.next()
  }

  /** How the current round is cut into deltas. */
  inDeltas(deltaChars: number, deltaDelayMs = 0): this {
    Object.assign(this.#round(), { deltaChars, deltaDelayMs })
    return this
  }

  /** Waits before the current round is answered. */
  after(delayMs: number): this {
    this.#round().delayMs = delayMs
    return this
  }

  uses(usage: RoundUsage): this {
    this.#round().usage = usage
    return this
  }

  #add(speech: Speech): this {
    this.#round().speech.push(speech)
    return this
  }

  #end(ending: Ending): this {
    this.#round().ending = ending
    return this.next()
  }

  #round(): AnswerRound {
    if (!this.#open) {
      this.#open = { type: 'answer', speech: [], ending: { type: 'completed' } }
      this.rounds.push(this.#open)
    }
    return this.#open
  }
}

/** Begins a script. */
export const script = (): ScriptBuilder => new ScriptBuilder()
