import type { ModeSummary } from '../../../contract/agents.ts'
import type { ModelSummary } from '../../../contract/schemas.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import type { App } from '../../state/app.ts'
import { NEW_TAB } from '../../state/layout.ts'
import { inMode, POLICY_CHOICES, SANDBOX_CHOICES } from './access.ts'
import { modelKey, withModel } from './models.ts'
import { useProfileChoices, useSetProfile } from './profiles.ts'
import type { SlashChoice, SlashCommand } from './slash.ts'
import { threadCommands } from './threadCommands.ts'
import { t } from '../../ui/i18n/t.ts'

export type ComposerDialog = 'help' | 'status'

interface SlashParts {
  /** Null for a thread that begins with the message. */
  threadId: string | null
  cwd: string | null
  settings: ThreadSettings | null
  modes: readonly ModeSummary[]
  /** Resolves once what is said next is said with these settings. */
  configure(settings: ThreadSettings): Promise<unknown>
  send(text: string): void
  show(dialog: ComposerDialog): void
}

/** What can be done by writing `/name`: a thread that has begun has more. Prompts come beside these. */
export function useSlashCommands(parts: SlashParts): readonly SlashCommand[] {
  const app = useAppParts()
  const models = useApp(state => state.models) ?? NO_MODELS
  const profiles = useProfileChoices()
  const setProfile = useSetProfile()
  const { threadId, settings, cwd, configure } = parts
  return [
    ...(settings ? settingCommands(settings, models, parts) : []),
    ...(settings ? [profileCommand(profiles, name => void setProfile(name, { cwd, settings, configure }))] : []),
    ...(threadId === null ? [] : threadCommands(app, threadId)),
    ...placeCommands(app, parts),
  ]
}

const NO_MODELS: readonly ModelSummary[] = []

const profileCommand = (choices: readonly SlashChoice[], run: (name: string) => void): SlashCommand => ({
  name: 'profile',
  about: t('Which profile it follows'),
  choices,
  run,
})

/** What a thread runs with. */
function settingCommands(
  settings: ThreadSettings,
  models: readonly ModelSummary[],
  { modes, configure, send }: SlashParts,
): SlashCommand[] {
  const { mode, sandbox } = settings
  const plan = async (task: string) => {
    await configure({ ...settings, mode: task === '' && mode === 'plan' ? 'code' : 'plan' })
    if (task !== '') send(task)
  }
  const usable = models.filter(({ unavailable }) => unavailable === null)
  const setModel = (key: string) => {
    const model = usable.find(known => modelKey(known) === key)
    if (model) void configure(withModel(settings, model))
  }
  const setAccess = (chosen: string) => {
    const sandboxMode = SANDBOX_CHOICES.find(({ value }) => value === chosen)?.value
    const approvalPolicy = POLICY_CHOICES.find(({ value }) => value === chosen)?.value
    if (sandboxMode) void configure({ ...settings, sandbox: inMode(sandbox, sandboxMode) })
    else if (approvalPolicy) void configure({ ...settings, approvalPolicy })
  }
  return [
    { name: 'plan', about: planWords(mode), hint: t('<what to plan>'), run: task => void plan(task) },
    {
      name: 'mode',
      about: t('How it works with you'),
      choices: modes.map(({ id, name, summary }) => ({ value: id, name, about: summary })),
      run: chosen => void configure({ ...settings, mode: chosen }),
    },
    { name: 'model', about: t('Which model answers'), choices: usable.map(modelChoice), run: setModel },
    {
      name: 'approvals',
      about: t('What it may touch, and when it asks you'),
      choices: [...SANDBOX_CHOICES, ...POLICY_CHOICES].map(({ value, name, about = '' }) => ({ value, name, about })),
      run: setAccess,
    },
  ]
}

const planWords = (mode: string): string =>
  mode === 'plan' ? t('Leave Plan mode, or plan what you write behind it') : t('Plan before anything is done')

const modelChoice = (model: ModelSummary): SlashChoice => ({
  value: modelKey(model),
  name: model.name,
  about: model.providerName,
})

/** Ways to somewhere else. */
const placeCommands = ({ actions, drafts }: App, { cwd, show }: SlashParts): SlashCommand[] => [
  {
    name: 'new',
    about: t('Begin another thread in this folder'),
    hint: t('<message>'),
    run(message) {
      if (message !== '') drafts.write(NEW_TAB, message)
      actions.newThread(cwd ?? undefined)
    },
  },
  {
    name: 'resume',
    about: t('Find a past thread and go on with it'),
    hint: t('<words in it>'),
    run: text => actions.searchSessions(text === '' ? undefined : { text }),
  },
  { name: 'skills', about: t('Open the skills and prompts'), run: () => actions.openRoom('skills') },
  { name: 'mcp', about: t('Open the MCP servers'), run: () => actions.openRoom('mcp') },
  { name: 'status', about: t('Show what this thread runs with'), run: () => show('status') },
  { name: 'help', about: t('List all commands and prompts'), run: () => show('help') },
]
