import type { PieceKind } from '../../../core/context/breakdown.ts'
import { number } from '../../ui/format.ts'
import { tn } from '../../ui/i18n/t.ts'

/** What a kind of piece is called. */
export const KIND_NAMES: Readonly<Record<PieceKind, string>> = {
  instructions: 'Base instructions',
  tools: 'Tools',
  permissions: 'Permissions and mode',
  guidance: 'AGENTS.md',
  environment: 'Environment',
  skills: 'Skills',
  context: 'Other context',
  user: 'Your messages',
  answer: 'Answers',
  reasoning: 'Reasoning',
  call: 'Calls',
  output: 'Outputs',
  image: 'Images',
  summary: 'Summary',
  sealed: 'Summary, sealed by the provider',
}

const SINGLE: Partial<Record<PieceKind, string>> = {
  user: 'Your message',
  answer: 'Answer',
  call: 'Call',
  output: 'Output',
  image: 'Image',
}

/** What one piece is called. */
export const pieceName = (kind: PieceKind): string => SINGLE[kind] ?? KIND_NAMES[kind]

/** `12,345 tokens`. */
export const tokens = (value: number): string => tn(value, '{exact} token', '{exact} tokens', { exact: number(value) })

export const exactCount = number
