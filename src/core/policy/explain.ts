import type { Reason } from '../thread/calls.ts'
import { judgeCommand, patternText, viewCommand } from './judge.ts'
import type { CommandFacts } from './judge.ts'
import { proposals } from './proposals.ts'
import type { RuleDecision, RuleLayer } from './rules/rules.ts'

/** A decision about a command line with everything that it follows from. */
export interface Explained {
  command: string
  verdict: 'run' | 'runUnsandboxed' | 'ask' | 'refuse'
  reason: Reason
  parts: string[][]
  unsure: string | null
  danger: string | null
  matches: {
    command: string[]
    pattern: string
    decision: RuleDecision
    file: string
    line: number
    layer: RuleLayer
    justification?: string
  }[]
  proposals: string[][]
}

/** Decides about a command line and shows the work. */
export function explainCommand(facts: CommandFacts): Explained {
  const verdict = judgeCommand(facts)
  const { reading, danger, matches } = viewCommand(facts.command, facts)
  return {
    command: facts.command,
    verdict: verdict.type === 'run' ? (verdict.sandboxed ? 'run' : 'runUnsandboxed') : verdict.type,
    reason: verdict.type === 'ask' ? verdict.request.reason : verdict.reason,
    parts: reading.parts,
    unsure: reading.unsure,
    danger,
    matches: matches.map(({ command, match: { rule } }) => {
      const { decision, file, line, layer, justification } = rule
      return { command, pattern: patternText(rule.pattern), decision, file, line, layer, justification }
    }),
    proposals: proposals(reading),
  }
}
