import { configKeys } from '../../../core/config/keys.ts'
import type { ConfigKey } from '../../../core/config/keys.ts'
import { t } from '../../ui/i18n/t.ts'

/** A value that the form of a profile has a control for. */
export interface FormKey extends ConfigKey {
  /** Dotted. */
  id: string
  /** As people call it. */
  name: string
  /** It needs no introduction by its dotted key. */
  isMostUsed: boolean
}

export interface FormGroup {
  title: string
  keys: readonly FormKey[]
}

/** What most profiles are about, in the order in which people think of it. */
const FIRST: readonly [id: string, name: string][] = [
  ['model', t('Model')],
  ['model_provider', t('Provider')],
  ['model_reasoning_effort', t('Reasoning effort')],
  ['approval_policy', t('Approval policy')],
  ['sandbox_mode', t('Sandbox')],
  ['sandbox_workspace_write.network_access', t('Network in sandbox')],
  ['model_auto_compact_token_limit', t('Compact at')],
  ['web_search', t('Web search')],
  ['agents.max_threads', t('Agents')],
  ['developer_instructions', t('Instructions')],
]

/** Where the rest belongs, by the beginning of its key. What fits nowhere comes last. */
const GROUPS: readonly [title: string, begins: readonly string[]][] = [
  [t('Model'), ['model', 'openai_base_url', 'compact_prompt']],
  [t('Access'), ['sandbox_', 'shell_environment_policy', 'allow_login_shell', 'max_calls']],
  [t('Context'), ['project_', 'tool_output', 'tools', 'skills', 'undo', 'history']],
  [t('Agents'), ['agents']],
  ['MCP', ['mcp_']],
  [t('Features'), ['features']],
]

const CONTROLS: readonly ConfigKey['type'][] = ['string', 'number', 'boolean', 'enum', 'strings']

let groups: readonly FormGroup[] | undefined

/** The keys that a profile can set and a form can show: the important ones first, then the others by what they are about. */
export function formGroups(): readonly FormGroup[] {
  return (groups ??= grouped())
}

function grouped(): FormGroup[] {
  const names = new Map(FIRST)
  const all = configKeys()
    .filter(({ path, type, inProfile, stage }) => inProfile && hasControl(type) && !path.includes('*') && isLive(stage))
    .map((key): FormKey => {
      const id = key.path.join('.')
      return { ...key, id, name: names.get(id) ?? nameOf(key.path), isMostUsed: names.has(id) }
    })
  const first = FIRST.flatMap(([id]) => all.find(key => key.id === id) ?? [])
  const rest = all.filter(({ id }) => !names.has(id))
  const groupOf = ({ id }: FormKey) =>
    GROUPS.find(([, begins]) => begins.some(part => id.startsWith(part)))?.[0] ?? t('Other')
  const titles = [...GROUPS.map(([title]) => title), t('Other')]
  return [
    { title: t('Most used'), keys: first },
    ...titles.map(title => ({ title, keys: rest.filter(key => groupOf(key) === title) })),
  ].filter(({ keys }) => keys.length > 0)
}

const hasControl = (type: ConfigKey['type']): boolean => CONTROLS.includes(type)
const isLive = (stage: ConfigKey['stage']): boolean => stage !== 'deprecated'

/** A key without its group, as words: `tool_output_token_limit` is "Tool output token limit". */
function nameOf(path: readonly string[]): string {
  const words = (path.at(-1) ?? '').replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The groups with what fits to all words; a key fits by its name, its dotted key or what is said of it. */
export function matching(all: readonly FormGroup[], words: string): readonly FormGroup[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return all
  const fits = ({ id, name, about }: FormKey) => {
    const text = `${id} ${id.replaceAll('_', ' ')} ${name} ${about}`.toLowerCase()
    return wanted.every(word => text.includes(word))
  }
  return all.map(group => ({ ...group, keys: group.keys.filter(fits) })).filter(({ keys }) => keys.length > 0)
}
