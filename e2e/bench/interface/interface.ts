import type { Bench, Finding, Group, Row } from '../rows.ts'
import { memoryRows, opening, openingRows } from './opening.ts'
import { streaming, streamingRows } from './streaming.ts'
import { switching, switchingRows } from './switching.ts'

/** U1 to U4: the built interface in a real browser. */
export const userInterface: Group = {
  name: 'interface',
  rows: [...streamingRows, ...openingRows, ...switchingRows, ...memoryRows],
  async measure(bench: Bench): Promise<Finding> {
    const finding: Finding = { rows: [], growth: [], problems: [] }
    const parts: [Row[], (bench: Bench) => Promise<Finding>][] = [
      [streamingRows, streaming],
      [[...openingRows, ...memoryRows], opening],
      [switchingRows, switching],
    ]
    for (const [rows, measure] of parts) {
      if (!rows.some(({ id }) => bench.isWanted(id))) continue
      try {
        const { rows: found } = await measure(bench)
        finding.rows.push(...found)
      } catch (error) {
        finding.problems.push(`${rows[0]?.id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return finding
  },
}
