import { userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { isFeatureOn } from '../../core/config/features.ts'
import type { ConfigValues } from '../../core/config/schema.ts'
import { createContextSource } from './config/contextSource.ts'
import { gitInfo } from './config/git.ts'
import { foldersFromRoot } from './config/project.ts'
import type { Settings } from './config/settings.ts'
import { timezoneName } from './config/timezone.ts'
import { hasBubblewrap } from './exec/sandboxProbe.ts'
import { codexHomeOf } from './engineParts.ts'
import type { createMcpParts, createModelParts, Place } from './engineParts.ts'
import { resourcesRoot } from './installation.ts'
import type { Mcp } from './mcp/mcp.ts'
import { modelInfo } from './model/catalogue.ts'
import { createSkills } from './skills/skills.ts'

/** What models are told: their context before a turn, and what messages bring along. */
export function createContextParts(
  { home, userHome, environment }: Place,
  settings: Settings,
  { models, mcp }: Pick<ReturnType<typeof createModelParts>, 'models'> & Pick<ReturnType<typeof createMcpParts>, 'mcp'>,
) {
  const skills = createSkills({
    places: {
      home,
      userHome,
      codexHome: codexHomeOf({ home, userHome }),
      systemDirs: ['/etc/heddle/skills', '/etc/codex/skills'],
      bundledDir: join(resourcesRoot, 'skills'),
    },
    foldersOf: foldersFromRoot,
    // Without a folder only what is the user's own counts.
    settings: async cwd => skillSettings((await settings.config(cwd ?? home)).values),
    branchOf: async cwd => (await gitInfo(cwd))?.branch ?? null,
    user: environment.USER ?? userInfo().username,
    mcpTools: () => runningTools(mcp),
  })
  const context = createContextSource({
    home,
    shell: basename(environment.SHELL ?? 'bash'),
    config: (cwd, thread) => (thread ? settings.configFor(cwd, thread) : settings.config(cwd)),
    modes: settings.modes,
    roles: settings.agentRoles,
    skills: (cwd, { settings: used, values }) =>
      skills.forTurn(cwd, { ...skillSettings(values), contextWindow: models.window(used) }),
    // The model is told what is likely; before anything runs the sandbox is really tried.
    sandboxAvailable: async () => hasBubblewrap(environment.PATH),
    isUnknownModel: model => !modelInfo(model).known,
    now: () => new Date(),
    timezone: () => timezoneName(environment),
  })
  const fallbackInstructions = context.instructions()
  const { guidance } = context
  const told = { fallbackInstructions, context: context.forTurn, brought: skills.brought }
  return { skills, context, guidance, told }
}

/** Names of the tools of MCP servers for models; null while some server has yet to say which it has. */
export function runningTools(mcp: Pick<Mcp, 'list' | 'tools'>): string[] | null {
  const isWaitedFor = mcp.list().some(({ state: { phase } }) => phase === 'stopped' || phase === 'starting')
  return isWaitedFor ? null : mcp.tools().map(({ name }) => name)
}

const skillSettings = ({ skills = {}, features, project_root_markers: rootMarkers = ['.git'] }: ConfigValues) => ({
  values: skills,
  isOn: isFeatureOn('skills', features),
  rootMarkers,
})
