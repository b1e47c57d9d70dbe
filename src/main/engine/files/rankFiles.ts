import type { FoundFile } from '../../../contract/files.ts'

/** Paths that can be searched: made once, searched at every key. */
export interface FileRanking {
  total: number
  /** The best first. `recent`: paths used lately, the newest first. */
  search(query: string, of: { limit: number; recent?: readonly string[] }): FoundFile[]
}

/** How well a path fits; less is better. What is in the name counts more than what is in the folders before it. */
const FIT = { name: 0, nameBegins: 1, wordBegins: 2, inName: 3, inPath: 4, scatteredName: 5, scatteredPath: 6 }
const STEP = 1_000_000
/** Lately used is worth more than two kinds of fit. */
const RECENT = 2.5 * STEP

/**
 * Makes paths searchable. A path fits when it holds the characters of the query in their order, whatever their case; the
 * effort for one is proportional to its length, however it was made up.
 */
export function rankFiles(paths: readonly string[]): FileRanking {
  const lower = paths.map(path => path.toLowerCase())
  const names = lower.map(nameAt)
  const masks = Int32Array.from(lower, maskOf)

  const fitting = (wanted: string, lately: ReadonlyMap<string, number>, limit: number): Scored[] => {
    const best = createBest(limit)
    const mask = maskOf(wanted)
    for (let index = 0; index < lower.length; index += 1) {
      if ((mask & ~(masks[index] ?? 0)) !== 0) continue
      const path = lower[index] ?? ''
      const fit = fitOf(path, names[index] ?? 0, wanted)
      if (fit === null) continue
      const recent = lately.size === 0 ? undefined : lately.get(paths[index] ?? '')
      best.offer({ index, score: fit * STEP + lengthOf(path) - (recent === undefined ? 0 : RECENT - recent) })
    }
    return best.all()
  }

  const unasked = (lately: ReadonlyMap<string, number>, limit: number): Scored[] => {
    const best = createBest(limit)
    paths.forEach((path, index) => {
      const recent = lately.get(path)
      best.offer({ index, score: recent === undefined ? STEP + lengthOf(path) : recent })
    })
    return best.all()
  }

  return {
    total: paths.length,
    search(query, { limit, recent = [] }) {
      const wanted = query.trim().toLowerCase().replaceAll('\\', '/').replace(/^\.\//, '')
      const lately = new Map(recent.map((path, at) => [path, at]))
      const found = wanted === '' ? unasked(lately, limit) : fitting(wanted, lately, limit)
      return found.map(({ index }) => {
        const path = paths[index] ?? ''
        return { path, marks: path.length === lower[index]?.length ? marksOf(path, names[index] ?? 0, wanted) : [] }
      })
    },
  }
}

/** Where the name in a path begins. */
const nameAt = (path: string): number => path.lastIndexOf('/', path.length - 2) + 1

/** Nearer and shorter first: depth counts for more than length. */
function lengthOf(path: string): number {
  let depth = 0
  for (let at = path.indexOf('/'); at >= 0 && at < path.length - 1; at = path.indexOf('/', at + 1)) depth += 1
  return Math.min(depth, 80) * 5000 + Math.min(path.length, 4999)
}

/** Which characters a text has, as bits: what lacks one of the query's cannot fit. */
function maskOf(text: string): number {
  let mask = 0
  for (let at = 0; at < text.length; at += 1) mask |= 1 << (text.charCodeAt(at) & 31)
  return mask
}

function fitOf(path: string, name: number, wanted: string): number | null {
  const at = path.indexOf(wanted, name)
  if (at === name) {
    const rest = path.slice(name + wanted.length)
    return rest === '' || rest === '/' || rest.startsWith('.') ? FIT.name : FIT.nameBegins
  }
  if (at > name) return /[\p{L}\p{N}]/u.test(path.charAt(at - 1)) ? FIT.inName : FIT.wordBegins
  if (path.includes(wanted)) return FIT.inPath
  if (holds(path, wanted, name)) return FIT.scatteredName
  return holds(path, wanted, 0) ? FIT.scatteredPath : null
}

function holds(path: string, wanted: string, from: number): boolean {
  let at = from
  for (let each = 0; each < wanted.length; each += 1, at += 1) {
    at = path.indexOf(wanted.charAt(each), at)
    if (at < 0) return false
  }
  return true
}

/** What of a path is to be shown as fitting. */
function marksOf(path: string, name: number, wanted: string): [number, number][] {
  if (wanted === '') return []
  const low = path.toLowerCase()
  const inName = low.indexOf(wanted, name)
  const whole = inName >= 0 ? inName : low.lastIndexOf(wanted)
  if (whole >= 0) return [[whole, whole + wanted.length]]
  const marks: [number, number][] = []
  let at = holds(low, wanted, name) ? name : 0
  for (const each of wanted.split('')) {
    at = low.indexOf(each, at)
    const last = marks.at(-1)
    if (last && last[1] === at) last[1] = at + 1
    else marks.push([at, at + 1])
    at += 1
  }
  return marks
}

interface Scored {
  index: number
  score: number
}

/** Keeps the few best of many, in order. Of equals the first offered stays first. */
function createBest(limit: number) {
  const kept: Scored[] = []
  return {
    offer(one: Scored) {
      const worst = kept[kept.length - 1]
      if (kept.length >= limit && worst && one.score >= worst.score) return
      let at = kept.length
      while (at > 0 && (kept[at - 1]?.score ?? 0) > one.score) at -= 1
      kept.splice(at, 0, one)
      if (kept.length > limit) kept.pop()
    },
    all: () => kept,
  }
}
