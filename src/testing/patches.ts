/** Files as they stand, and a patch for them; `note` says what was drawn, for the report of a failed comparison. */
export type PatchCase = { files: Record<string, string>; patch: string; note: string }

/** The same cases for the same seed, on every machine. */
export function patchCases(seed: number, count: number): PatchCase[] {
  const dice = createDice(seed)
  return Array.from({ length: count }, () => drawCase(dice))
}

type Dice = {
  below(limit: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly [T, ...T[]]): T
}

/** Mulberry32: small, fast, and good enough to draw test cases. */
function createDice(seed: number): Dice {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { below, chance: probability => next() < probability, pick: from => from[below(from.length)] ?? from[0] }
}

const NAMES = ['a.txt', 'b.txt', 'src/main.ts', 'src/deep/er/leaf.md', 'docs/read me.md', 'ü.txt'] as const
const LINES = [
  '', '', 'a', 'b', 'b', 'end', '}', '  }', '    return x', '\treturn x', 'const x = 1', 'const x = 1  ',
  'say “hello” – or ‘bye’', 'say "hello" - or \'bye\'', 'wide\u00a0space', '+plus', '-minus', '@@ marks', '*** stars',
  '\ufeffmark', 'next\u0085', 'été ☕ 🧵',
] as const // prettier-ignore

function drawCase(dice: Dice): PatchCase {
  const files: Record<string, string> = {}
  const notes: string[] = []
  for (const name of NAMES) if (dice.chance(0.6)) files[name] = drawContent(dice)
  const body: string[] = []
  const operations = 1 + dice.below(3)
  for (let n = 0; n < operations; n++) body.push(...drawOperation(dice, files, notes))
  const patch = drawFrame(dice, body, notes)
  return { files, patch, note: notes.join(', ') }
}

function drawContent(dice: Dice): string {
  const lines = Array.from({ length: dice.below(14) }, () => dice.pick(LINES))
  const ending = dice.pick(['\n', '\n', '\n', '\r\n', '\r'])
  let content = ''
  for (const line of lines) content += line + (dice.chance(0.04) ? dice.pick(['\n', '\r\n']) : ending)
  return dice.chance(0.2) ? content.replace(/[\r\n]+$/, '') : content
}

const splitLines = (content: string) => content.replace(/(\r\n|\n|\r)$/, '').split(/\r\n|\n|\r/)

function drawOperation(dice: Dice, files: Record<string, string>, notes: string[]): string[] {
  const kind = dice.pick(['add', 'delete', 'update', 'update', 'update', 'update'])
  const present = Object.keys(files)
  const wanted =
    kind === 'add' || present.length === 0 || dice.chance(0.04) ? dice.pick(NAMES) : dice.pick(asList(present))
  const path = dice.chance(0.05) ? `./${wanted}` : wanted
  notes.push(kind)
  if (kind === 'delete') return [`*** Delete File: ${path}`]
  if (kind === 'add') {
    return [`*** Add File: ${path}`, ...Array.from({ length: dice.below(5) }, () => `+${dice.pick(LINES)}`)]
  }
  return [
    `*** Update File: ${path}`,
    ...drawMove(dice, wanted, notes),
    ...drawHunks(dice, files[wanted] ?? 'a\n', notes),
  ]
}

function asList(values: string[]): readonly [string, ...string[]] {
  const [first = 'a.txt', ...rest] = values
  return [first, ...rest]
}

/** Never onto itself: there Heddle departs from Codex on purpose. */
function drawMove(dice: Dice, from: string, notes: string[]): string[] {
  const to = dice.pick(['moved.txt', 'new/place/moved.txt', ...NAMES])
  if (!dice.chance(0.15) || to === from) return []
  notes.push('move')
  return [`*** Move to: ${to}`]
}

function drawHunks(dice: Dice, content: string, notes: string[]): string[] {
  const lines = splitLines(content)
  const out: string[] = []
  const count = 1 + dice.below(3)
  let cursor = 0
  for (let n = 0; n < count; n++) {
    const inOrder = !dice.chance(0.05)
    const start = inOrder ? cursor + dice.below(Math.max(1, lines.length - cursor)) : dice.below(lines.length)
    const size = dice.chance(0.1) ? 0 : 1 + dice.below(4)
    if (n > 0 || dice.chance(0.85)) out.push(drawOpening(dice, lines, start))
    const toEnd = dice.chance(0.1)
    const from = toEnd ? Math.max(0, lines.length - size) : start
    out.push(...drawHunkLines(dice, lines.slice(from, from + size), notes))
    if (toEnd || dice.chance(0.03)) out.push('*** End of File')
    if (dice.chance(0.06)) out.push('')
    cursor = Math.min(lines.length, from + size)
  }
  return out
}

function drawOpening(dice: Dice, lines: readonly string[], start: number): string {
  if (!dice.chance(0.25) || start === 0) return dice.pick(['@@', '@@', '@@', '@@ '])
  return `@@ ${blur(dice, lines[dice.below(start)] ?? '', 0.2)}`
}

function drawHunkLines(dice: Dice, lines: readonly string[], notes: string[]): string[] {
  const added = () => Array.from({ length: 1 + dice.below(2) }, () => `+${dice.pick(LINES)}`)
  const out = dice.chance(0.2) || lines.length === 0 ? added() : []
  const nearMiss = dice.chance(0.3)
  if (nearMiss) notes.push('near miss')
  for (const line of lines) {
    const shown = nearMiss ? blur(dice, line, 0.5) : line
    const removes = dice.chance(0.4)
    out.push(removes ? `-${shown}` : shown === '' && dice.chance(0.3) ? '' : ` ${shown}`)
    if (dice.chance(removes ? 0.6 : 0.15)) out.push(...added())
  }
  if (dice.chance(0.08)) out.push(dice.pick([' ', '-', '', '+']))
  return out
}

/** A line as a model might misremember it. */
function blur(dice: Dice, line: string, probability: number): string {
  if (!dice.chance(probability)) return line
  switch (dice.below(6)) {
    case 0:
      return `${line}  `
    case 1:
      return line.trim()
    case 2:
      return `  ${line}`
    case 3:
      return line
        .replace(/[“”]/g, '"')
        .replace(/[‘’]/g, "'")
        .replace(/–/g, '-')
        .replace(/\u00a0/g, ' ')
    case 4:
      return line.replace(/"/g, '“').replace(/ - /g, ' — ')
    default:
      return dice.chance(0.3) ? `${line}?` : line
  }
}

function drawFrame(dice: Dice, body: string[], notes: string[]): string {
  let lines = ['*** Begin Patch', ...body, '*** End Patch']
  if (dice.chance(0.08)) {
    notes.push('damaged')
    lines = damage(dice, lines)
  }
  if (dice.chance(0.05)) lines = lines.map((line, at) => (at === 0 || at === lines.length - 1 ? `  ${line} ` : line))
  if (dice.chance(0.05)) lines = [dice.pick(['<<EOF', "<<'EOF'", '<<"EOF"', '<<END']), ...lines, 'EOF']
  const text = lines.join(dice.chance(0.05) ? '\r\n' : '\n')
  return dice.chance(0.2) ? `\n${text}\n\n` : text
}

function damage(dice: Dice, lines: readonly string[]): string[] {
  const at = dice.below(lines.length)
  const junk = dice.pick([
    '*** Foo',
    'junk',
    '',
    '@@',
    '*** End Patch',
    '*** End of File',
    '*** Environment ID: x',
    '  @@ x',
  ])
  switch (dice.below(4)) {
    case 0:
      return lines.toSpliced(at, 1)
    case 1:
      return lines.toSpliced(at, 0, junk)
    case 2:
      return lines.toSpliced(at, 1, ` ${lines[at] ?? ''}`)
    default:
      return lines.toSpliced(at, 1, junk)
  }
}
