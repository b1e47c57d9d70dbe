import type { ConfigKey } from '../../../core/config/keys.ts'
import { HIDDEN } from '../../../core/config/secrets.ts'
import { t } from '../../ui/i18n/t.ts'

/** A value as it stands in a field. */
export function fieldText({ type }: Pick<ConfigKey, 'type'>, value: unknown): string {
  if (value === undefined || value === null || isHidden(value)) return ''
  if (type === 'strings') return Array.isArray(value) ? value.join('\n') : ''
  return String(value)
}

/** A secret is never told: it can only be replaced. */
export const isHidden = (value: unknown): boolean => typeof value === 'string' && value.includes(HIDDEN)

export type ReadField = { value: unknown } | { problem: string }

/** What was typed as a value; an empty field takes the value out, an empty list is one. */
export function readField({ type }: Pick<ConfigKey, 'type'>, text: string): ReadField {
  const trimmed = text.trim()
  if (type === 'strings') {
    const lines = text.split('\n').map(line => line.trim())
    return { value: lines.filter(line => line !== '') }
  }
  if (trimmed === '') return { value: undefined }
  if (type !== 'number') return { value: text }
  const digits = trimmed.replace(/(?<=\d)[,_ ](?=\d{3}(?!\d))/g, '')
  const number = Number(digits)
  return /^\d+$/.test(digits) && Number.isSafeInteger(number)
    ? { value: number }
    : { problem: t('A whole number, e.g. 200000.') }
}
