/** Choices that a seed repeats: mulberry32. */
export interface Random {
  /** In [0, 1). */
  number(): number
  /** Whole, from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** True with a probability. */
  chance(probability: number): boolean
  /** One of a list, if it has any. */
  oneOf<T>(list: readonly T[]): T | undefined
  /** One of a list that is not empty, by weight. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T
}

export function randomFrom(seed: number): Random {
  let state = seed | 0
  const number = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    number,
    between: (low, high) => low + Math.floor(number() * (high - low + 1)),
    chance: probability => number() < probability,
    oneOf: list => list[Math.floor(number() * list.length)],
    weighted(choices) {
      let left = number() * choices.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, choice] of choices) if ((left -= weight) < 0) return choice
      const last = choices.at(-1)
      if (!last) throw new Error('There is nothing to choose from.')
      return last[1]
    },
  }
}
