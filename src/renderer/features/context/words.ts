import type { PieceKind } from '../../../core/context/breakdown.ts'
import { number } from '../../ui/format.ts'
import { t, tn } from '../../ui/i18n/t.ts'

/** What a kind of piece is called. */
export const KIND_NAMES: Readonly<Record<PieceKind, string>> = {
  instructions: t('Base instructions'),
  tools: t('Tools'),
  permissions: t('Permissions and mode'),
  guidance: 'AGENTS.md',
  environment: t('Environment'),
  skills: t('Skills'),
  context: t('Other context'),
  user: t('Your messages'),
  answer: t('Answers'),
  reasoning: t('Reasoning'),
  call: t('Calls'),
  output: t('Outputs'),
  image: t('Images'),
  summary: t('Summary'),
  sealed: t('Summary, sealed by the provider'),
}

const SINGLE: Partial<Record<PieceKind, string>> = {
  user: t('Your message'),
  answer: t('Answer'),
  call: t('Call'),
  output: t('Output'),
  image: t('Image'),
}

/** What one piece is called. */
export const pieceName = (kind: PieceKind): string => SINGLE[kind] ?? KIND_NAMES[kind]

/** `12,345 tokens`. */
export const tokens = (value: number): string => tn(value, '{exact} token', '{exact} tokens', { exact: number(value) })

export const exactCount = number
