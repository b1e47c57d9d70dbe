import type { MigrationItem } from '../../../contract/migration.ts'
import { plural } from '../../ui/format.ts'

type Kind = MigrationItem['kind']

/** The groups of a preview, in their order. */
export const KINDS: readonly { kind: Kind; name: string }[] = [
  { kind: 'setting', name: 'Settings' },
  { kind: 'profile', name: 'Profiles' },
  { kind: 'provider', name: 'Providers' },
  { kind: 'mcpServer', name: 'MCP servers' },
  { kind: 'rules', name: 'Rules' },
  { kind: 'skill', name: 'Skills' },
  { kind: 'prompt', name: 'Prompts' },
  { kind: 'instructions', name: 'Instructions' },
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
    same > 0 && `${same} ${same === 1 ? 'is' : 'are'} here already`,
    refused > 0 && `${refused} ${refused === 1 ? 'is' : 'are'} left out`,
  ]
  return parts.filter(part => part !== false).join(', ')
}

export const importWords = (count: number): string => (count === 0 ? 'Import' : `Import ${plural(count, 'thing')}`)
