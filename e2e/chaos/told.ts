import { appendFileSync } from 'node:fs'

/** Something the program told its client, which therefore has to be on disk. */
export interface Fact {
  threadId: string
  /** The line that holds it; null where the client was not told a place. */
  seq: number | null
  /** Texts that this line, or any, has to contain. */
  words: string[]
  what: string
}

/** Everything the program told, kept outside of it, in a file that survives the harness as well. */
export interface Told {
  facts: Fact[]
  /** Facts that are new since the last time this was asked. */
  fresh(): Fact[]
  add(fact: Fact): void
  /** The highest line of a thread that a client knows of. */
  lastSeq(threadId: string): number
}

export function createTold(path: string): Told {
  const facts: Fact[] = []
  const last = new Map<string, number>()
  let seen = 0
  return {
    facts,
    fresh() {
      const fresh = facts.slice(seen)
      seen = facts.length
      return fresh
    },
    add(fact) {
      facts.push(fact)
      if (fact.seq !== null) last.set(fact.threadId, Math.max(fact.seq, last.get(fact.threadId) ?? -1))
      appendFileSync(path, `${JSON.stringify(fact)}\n`)
    },
    lastSeq: threadId => last.get(threadId) ?? -1,
  }
}
