import { median } from './measure.ts'
import type { ProgramName } from './programs.ts'
import type { Finding, GrowthRow, Row, Samples } from './rows.ts'

/** A row with its figures: what is printed, and what the JSON report holds. */
export interface Line {
  row: Row
  codex: number | null
  heddle: number | null
  ratio: number | null
  withinAim: boolean | null
  samples: Record<ProgramName, number[]>
}

export const linesOf = ({ rows }: Finding): Line[] => rows.map(({ row, samples }) => lineOf(row, samples))

function lineOf(row: Row, samples: Samples): Line {
  const values = (name: ProgramName) => samples[name].flatMap(sample => finite(sample[row.value]) ?? [])
  const [codexValues, heddleValues] = [values('codex'), values('heddle')]
  const [codex, heddle] = [finite(median(codexValues)), finite(median(heddleValues))]
  const ratio = codex !== null && heddle !== null ? finite(heddle / codex) : null
  const judged = row.absolute ? heddle : ratio
  return {
    row,
    codex,
    heddle,
    ratio,
    withinAim: judged === null ? null : judged <= row.aim,
    samples: { codex: codexValues, heddle: heddleValues },
  }
}

const finite = (value: number | undefined): number | null => (Number.isFinite(value) ? (value ?? null) : null)

/** The figures as a table for people. */
export function printLines(lines: readonly Line[]): string {
  return columns([
    ['', 'median of runs', 'Codex', 'Heddle', 'ratio', 'aim', ''],
    ...lines.map(({ row, codex, heddle, ratio, withinAim }) => [
      row.id,
      row.what,
      amount(codex, row.unit),
      amount(heddle, row.unit),
      ratio === null ? '–' : ratio.toFixed(2),
      row.absolute ? `≤ ${row.aim} ${row.unit}` : `≤ ${row.aim}`,
      withinAim === null ? '' : withinAim ? 'ok' : 'over',
    ]),
  ])
}

export function printGrowth(rows: readonly GrowthRow[]): string {
  const factors = [...new Set(rows.flatMap(({ points }) => points.map(({ factor }) => factor)))].sort((a, b) => a - b)
  return columns([
    ['', 'the thread grows', '', ...factors.map(factor => `${factor}x`), 'slope'],
    ...rows.map(({ id, what, program, unit, points }) => [
      id,
      what,
      program === 'codex' ? 'Codex' : 'Heddle',
      ...factors.map(wanted => {
        const point = points.find(({ factor }) => factor === wanted)
        return point ? amount(point.ms, unit) : ''
      }),
      `× ${((points.at(-1)?.ms ?? Number.NaN) / (points[0]?.ms ?? Number.NaN)).toFixed(2)}`,
    ]),
  ])
}

function amount(value: number | null, unit: string): string {
  if (value === null || Number.isNaN(value)) return '–'
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0
  return `${value.toFixed(digits)} ${unit}`
}

/** Columns as wide as their widest cell; those of figures are flush right. */
function columns(table: string[][]): string {
  const widths = (table[0] ?? []).map((_, at) => Math.max(...table.map(cells => (cells[at] ?? '').length)))
  const isFigure = (at: number) => table.slice(1).every(cells => /^(–|[≤×]?\s*[\d.]+.*|)$/.test(cells[at] ?? ''))
  return table
    .map(cells =>
      cells.map((cell, at) => (isFigure(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))),
    )
    .map(cells => cells.join('  ').trimEnd())
    .join('\n')
}
