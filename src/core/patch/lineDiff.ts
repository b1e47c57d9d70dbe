/** A stretch of lines that differs: `removed` lines of the old side at `oldAt` gave way to `added` of the new at `newAt`. */
export type Change = { oldAt: number; removed: number; newAt: number; added: number }

/** Half open: `from` belongs to the range, `to` does not. */
type Range = { from: number; to: number }

// Beyond this many differing lines between two anchors the shortest script is not worth its price, and nobody reads it.
const MAX_EDITS = 512

/**
 * The differences between two lists of lines, top to bottom. Lines that occur once on each side anchor the comparison
 * (patience); what lies between anchors is compared with Myers' algorithm. Near linear for edits scattered over a file,
 * and bounded for two files that have nothing in common.
 */
export function diffLines(before: readonly string[], after: readonly string[]): Change[] {
  const { a, b } = numberLines(before, after)
  const changes: Change[] = []
  const whole = trimmed(a, b, { from: 0, to: a.length }, { from: 0, to: b.length })
  let old: Range = { ...whole.old, to: whole.old.from }
  let now: Range = { ...whole.now, to: whole.now.from }
  for (const anchor of [...anchors(a, b, whole.old, whole.now), { a: whole.old.to, b: whole.now.to }]) {
    old = { from: old.to, to: anchor.a }
    now = { from: now.to, to: anchor.b }
    compareGap(a, b, old, now, changes)
  }
  return changes
}

/** The lines as numbers, equal lines as equal ones. */
function numberLines(before: readonly string[], after: readonly string[]) {
  const numbers = new Map<string, number>()
  const toNumber = (line: string) => {
    const known = numbers.get(line)
    if (known !== undefined) return known
    numbers.set(line, numbers.size)
    return numbers.size - 1
  }
  return { a: Int32Array.from(before, toNumber), b: Int32Array.from(after, toNumber) }
}

/** The ranges without the lines they begin and end with in common. */
function trimmed(a: Int32Array, b: Int32Array, old: Range, now: Range): { old: Range; now: Range } {
  let { from: oldFrom, to: oldTo } = old
  let { from: newFrom, to: newTo } = now
  while (oldFrom < oldTo && newFrom < newTo && a[oldFrom] === b[newFrom]) {
    oldFrom++
    newFrom++
  }
  while (oldFrom < oldTo && newFrom < newTo && a[oldTo - 1] === b[newTo - 1]) {
    oldTo--
    newTo--
  }
  return { old: { from: oldFrom, to: oldTo }, now: { from: newFrom, to: newTo } }
}

type Pair = { a: number; b: number }

/** Pairs of lines that occur once on each side, as many as keep their order. */
function anchors(a: Int32Array, b: Int32Array, old: Range, now: Range): Pair[] {
  const inOld = soleIndexes(a, old)
  const inNew = soleIndexes(b, now)
  const pairs: Pair[] = []
  for (const [line, at] of inOld) {
    const twin = inNew.get(line)
    if (at >= 0 && twin !== undefined && twin >= 0) pairs.push({ a: at, b: twin })
  }
  return longestRise(pairs)
}

/** Where each line of the range stands, or -1 if it stands there more than once. In the order of the range. */
function soleIndexes(lines: Int32Array, range: Range): Map<number, number> {
  const indexes = new Map<number, number>()
  for (let at = range.from; at < range.to; at++) {
    const line = lines[at] ?? -1
    indexes.set(line, indexes.has(line) ? -1 : at)
  }
  return indexes
}

type Card = Pair & { below: Card | null }

/** The longest run of pairs, given by rising `a`, in which `b` rises too: patience sorting. */
function longestRise(pairs: readonly Pair[]): Pair[] {
  const tops: Card[] = []
  for (const pair of pairs) {
    let low = 0
    let high = tops.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((tops[middle]?.b ?? 0) < pair.b) low = middle + 1
      else high = middle
    }
    tops[low] = { ...pair, below: tops[low - 1] ?? null }
  }
  const rise: Pair[] = []
  for (let card = tops.at(-1) ?? null; card; card = card.below) rise.push(card)
  return rise.toReversed()
}

function compareGap(a: Int32Array, b: Int32Array, oldGap: Range, newGap: Range, changes: Change[]) {
  const { old, now } = trimmed(a, b, oldGap, newGap)
  if (old.from === old.to || now.from === now.to) {
    record(changes, old, now)
    return
  }
  const steps = shortestScript(a.subarray(old.from, old.to), b.subarray(now.from, now.to))
  if (!steps) {
    record(changes, old, now)
    return
  }
  for (const { x, y, removes } of steps) {
    const oldAt = old.from + x
    const newAt = now.from + y
    record(changes, { from: oldAt, to: oldAt + (removes ? 1 : 0) }, { from: newAt, to: newAt + (removes ? 0 : 1) })
  }
}

/** Adds a change, or lengthens the last one if it ends where this one starts. */
function record(changes: Change[], old: Range, now: Range) {
  const removed = old.to - old.from
  const added = now.to - now.from
  if (removed === 0 && added === 0) return
  const last = changes.at(-1)
  if (last && last.oldAt + last.removed === old.from && last.newAt + last.added === now.from) {
    last.removed += removed
    last.added += added
  } else {
    changes.push({ oldAt: old.from, removed, newAt: now.from, added })
  }
}

/** One line removed at `x` or added at `y`. */
type Step = { x: number; y: number; removes: boolean }

/** Myers' greedy search, forward; null if it takes more than MAX_EDITS steps. */
function shortestScript(a: Int32Array, b: Int32Array): Step[] | null {
  const limit = Math.min(a.length + b.length, MAX_EDITS)
  const offset = limit + 1
  const furthest = new Int32Array(2 * limit + 3)
  const rounds: Int32Array[] = []
  for (let edits = 0; edits <= limit; edits++) {
    rounds.push(furthest.slice(offset - edits - 1, offset + edits + 2))
    for (let k = -edits; k <= edits; k += 2) {
      const left = furthest[offset + k - 1] ?? 0
      const right = furthest[offset + k + 1] ?? 0
      let x = k === -edits || (k !== edits && left < right) ? right : left + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++
      furthest[offset + k] = x
      if (x >= a.length && x - k >= b.length) return retrace(rounds, a.length, b.length)
    }
  }
  return null
}

/** Walks back from the end through the rounds of the search; `rounds[n]` has the diagonals -n-1 to n+1. */
function retrace(rounds: readonly Int32Array[], oldEnd: number, newEnd: number): Step[] {
  const steps: Step[] = []
  let x = oldEnd
  let y = newEnd
  for (let edits = rounds.length - 1; edits > 0; edits--) {
    const furthest = rounds[edits] ?? new Int32Array()
    const k = x - y
    const middle = edits + 1
    const left = furthest[middle + k - 1] ?? 0
    const right = furthest[middle + k + 1] ?? 0
    const adds = k === -edits || (k !== edits && left < right)
    x = adds ? right : left
    y = adds ? x - k - 1 : x - k + 1
    steps.push({ x, y, removes: !adds })
  }
  return steps.toReversed()
}
