/** People who looked at the stars, or made what others could build on. */
// prettier-ignore
const NAMES: readonly string[] = [
  'Hypatia', 'Herschel', 'Kepler', 'Leavitt', 'Brahe', 'Somerville', 'Huygens', 'Cannon', 'Halley', 'Mitchell',
  'Galilei', 'Payne', 'Messier', 'Rubin', 'Hubble', 'Lepaute', 'Aryabhata', 'Burnell', 'Ptolemy', 'Fleming',
  'Jacquard', 'Ada', 'Babbage', 'Hopper', 'Turing', 'Noether', 'Euler', 'Germain', 'Gauss', 'Kovalevskaya',
  'Banneker', 'Hamilton', 'Lamarr', 'Faraday', 'Curie', 'Meitner', 'Franklin', 'Darwin', 'Anning', 'Mendel',
]

/**
 * A name for an agent that no open agent of its root has: of `candidates` the first that is free, else one of our own
 * from a random place on (`random` in [0, 1)).
 */
export function nicknameFor(taken: ReadonlySet<string>, candidates: readonly string[], random: number): string {
  const free = candidates.find(name => !taken.has(name))
  if (free !== undefined) return free
  const from = Math.floor(random * NAMES.length)
  const names = [...NAMES.slice(from), ...NAMES.slice(0, from)]
  for (let round = 1; ; round++) {
    const name = names.map(each => (round === 1 ? each : `${each} ${round}`)).find(each => !taken.has(each))
    if (name !== undefined) return name
  }
}
