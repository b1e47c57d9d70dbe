/**
 * What the `openai` package uses of the web's types. Node's own come with a whole HTTP client, which takes longer to load
 * than the rest of the package, and our requests do not go through that: see scripts/leanStart.mjs.
 */
type HeaderPairs = Iterable<readonly [string, string]>

/** Values by names in lower case, in the order of the names. */
export class Headers implements Iterable<[string, string]> {
  readonly #values = new Map<string, string>()

  constructor(init: HeaderPairs | Readonly<Record<string, string>> = []) {
    const pairs = Symbol.iterator in init ? (init as HeaderPairs) : Object.entries(init)
    for (const [name, value] of pairs) this.append(name, value)
  }

  append(name: string, value: string): void {
    const before = this.get(name)
    const added = trimmed(value)
    this.#values.set(name.toLowerCase(), before === null ? added : `${before}, ${added}`)
  }

  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), trimmed(value))
  }

  delete(name: string): void {
    this.#values.delete(name.toLowerCase())
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase())
  }

  forEach(callback: (value: string, name: string, headers: Headers) => void): void {
    for (const [name, value] of this) callback(value, name, this)
  }

  *entries(): IterableIterator<[string, string]> {
    yield* [...this.#values].sort(([one], [other]) => (one < other ? -1 : 1))
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries()
  }
}

/** White space around a value, of which HTTP knows four kinds, is not part of it. */
const trimmed = (value: string): string => String(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '')

/** An answer whose body is read elsewhere. */
export class Response {
  readonly body = null
  readonly headers = new Headers()
  readonly url = ''
  readonly status: number

  constructor(_body: null, { status }: { status: number }) {
    this.status = status
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  /** The package keeps it as the way to read a body, of which there is none. */
  arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.resolve(new ArrayBuffer(0))
  }
}

/** Nothing is uploaded as a form: the package only asks whether a body is one. */
export class FormData {
  readonly [Symbol.toStringTag] = 'FormData'
}
