import { roleText } from '../../../core/agents/told.ts'
import type { AgentRole } from '../../../core/agents/roles.ts'
import { joinGuidance } from '../../../core/context/agentsMd.ts'
import { contextChanges } from '../../../core/context/assemble.ts'
import { modeOf } from '../../../core/context/modes.ts'
import type { Mode } from '../../../core/context/modes.ts'
import { BASE_INSTRUCTIONS } from '../../../core/context/instructions.ts'
import type { ConfigValues } from '../../../core/config/schema.ts'
import type { EventBody } from '../../../core/thread/events.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { toldOfUndos } from '../../../core/undo/words.ts'
import { findGuidance } from './guidance.ts'
import type { LoadedConfig } from './load.ts'

const PROJECT_DOC_MAX_BYTES = 32 * 1024

export interface ContextSourceDeps {
  home: string
  /** Name of the shell that commands run in. */
  shell: string
  /** Of a folder, as it counts for a thread if one is given. */
  config(cwd: string, thread?: ThreadSettings): Promise<Pick<LoadedConfig, 'values'>>
  /** The modes of a folder whose configuration was read. */
  modes(cwd: string): Mode[]
  /** The roles that agents of a folder can have. */
  roles(cwd: string): Promise<readonly AgentRole[]>
  /** What a thread of a folder is told of skills: the list, and those that every turn has. */
  skills(
    cwd: string,
    about: { settings: ThreadSettings; values: ConfigValues },
  ): Promise<{ list: string; auto: string }>
  sandboxAvailable(): Promise<boolean>
  /** What is known of a model is a guess. */
  isUnknownModel(model: string): boolean
  now(): Date
  /** IANA name, e.g. `Europe/Berlin`. */
  timezone(): string
}

/** What a model is told before a turn: gathered from the folder, the configuration and the machine. */
export function createContextSource(deps: ContextSourceDeps) {
  const timezone = deps.timezone()
  /** The AGENTS.md files that count for a folder, and how much of those of its project is told. */
  const guidanceFor = async (cwd: string, values: ConfigValues) => {
    const files = await findGuidance({
      home: deps.home,
      cwd,
      fallbackNames: values.project_doc_fallback_filenames ?? [],
      rootMarkers: values.project_root_markers ?? ['.git'],
    })
    return { files, maxBytes: values.project_doc_max_bytes ?? PROJECT_DOC_MAX_BYTES }
  }
  return {
    guidance: async (cwd: string) => guidanceFor(cwd, (await deps.config(cwd)).values),
    instructions: (): string => BASE_INSTRUCTIONS,
    /** The messages that are new or changed since what the thread was told (`told`: text by kind), and what to notice. */
    async forTurn(
      { cwd, settings, turns, undos, agent }: Thread,
      told: Readonly<Record<string, string>>,
    ): Promise<EventBody[]> {
      if (!settings) return []
      const { values } = await deps.config(cwd, settings)
      const modes = deps.modes(cwd)
      const [{ files, maxBytes }, skills] = await Promise.all([
        guidanceFor(cwd, values),
        deps.skills(cwd, { settings, values }),
      ])
      const said = joinGuidance(files, { cwd, maxBytes })
      const changes = contextChanges(
        {
          settings,
          mode: modeOf(settings.mode, modes),
          cwd,
          shell: deps.shell,
          date: today(deps.now()),
          timezone,
          guidance: said.text,
          skills: skills.list,
          autoSkills: skills.auto,
          sandboxAvailable: settings.sandbox.mode === 'danger-full-access' || (await deps.sandboxAvailable()),
          developerInstructions: values.developer_instructions,
          role: agent && roleText(agent, await deps.roles(cwd)),
          undone: toldOfUndos({ undos, turns }),
        },
        told,
      )
      const before = turns.at(-1)?.settings
      const isGuessed = before?.model !== settings.model && deps.isUnknownModel(settings.model)
      const isLost = before?.mode !== settings.mode && !modes.some(({ id }) => id === settings.mode)
      const warnings = [
        ...(isGuessed ? [unknownModel(settings.model)] : []),
        ...(isLost ? [unknownMode(settings.mode)] : []),
        ...said.warnings,
      ]
      return [...changes, ...warnings.map(warning)]
    },
  }
}

const unknownModel = (model: string) =>
  `Nothing is known of the model ${model}: a context window of 128,000 tokens and common abilities are assumed. Set model_context_window if that is wrong.`

const unknownMode = (mode: string) =>
  `There is no mode ${mode} here, so the agent works as in Code. Add [modes.${mode}] with instructions to config.toml, or choose another.`

const warning = (text: string): EventBody => ({ type: 'notice.added', level: 'warning', text })

function today(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}
