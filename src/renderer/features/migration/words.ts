import type { MigrationItem } from '../../../contract/migration.ts'
import { t, tn } from '../../ui/i18n/t.ts'

type Kind = MigrationItem['kind']

/** The groups of a preview, in their order. */
export const KINDS: readonly { kind: Kind; name: string }[] = [
  { kind: 'setting', name: t('Settings') },
  { kind: 'profile', name: t('Profiles') },
  { kind: 'provider', name: t('Providers') },
  { kind: 'mcpServer', name: t('MCP servers') },
  { kind: 'rules', name: t('Rules') },
  { kind: 'skill', name: t('Skills') },
  { kind: 'prompt', name: t('Prompts') },
  { kind: 'instructions', name: t('Instructions') },
]

export const canCome = ({ state }: MigrationItem): boolean => state === 'new' || state === 'conflict'

/** Secrets in plain text, and what would replace something here, come only where somebody says so. */
const isChosenAtFirst = ({ id, state }: MigrationItem): boolean =>
  state === 'new' && !id.includes('experimental_bearer_token')

export const firstChoice = (items: readonly MigrationItem[]): ReadonlySet<string> =>
  new Set(items.filter(isChosenAtFirst).map(({ id }) => id))

/** `2 are here already, 5 mean nothing here`; empty where all can come. */
export function leftOutWords(items: readonly MigrationItem[]): string {
  const same = items.filter(({ state }) => state === 'same').length
  const refused = items.filter(({ state }) => state === 'refused').length
  const parts = [
    same > 0 && tn(same, '{n} is here already', '{n} are here already'),
    refused > 0 && tn(refused, '{n} is left out', '{n} are left out'),
  ]
  return parts.filter(part => part !== false).join(', ')
}

export const importWords = (count: number): string =>
  count === 0 ? t('Import') : tn(count, 'Import {n} thing', 'Import {n} things')
