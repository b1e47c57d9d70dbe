import { join } from 'node:path'
import { TomlError } from 'smol-toml'
import { Failure } from '../../contract/procedure.ts'
import { skillHandlers } from './api/skills.ts'
import { createConfigFile } from './config/configFile.ts'
import { foldersFromRoot } from './config/project.ts'
import type { Settings } from './config/settings.ts'
import { tomlProblem } from './config/tomlProblem.ts'
import { runningTools } from './contextParts.ts'
import type { Deleted } from './deleted.ts'
import { codexHomeOf } from './engineParts.ts'
import type { createMcpParts, createModelParts, Place } from './engineParts.ts'
import { importSkills } from './skills/importSkills.ts'
import { parseSkill } from './skills/parseSkill.ts'
import { createSkillFiles } from './skills/skillFiles.ts'
import type { Skills } from './skills/skills.ts'
import { switchSkill } from './skills/skillSwitches.ts'
import { watchSkills } from './skills/watchSkills.ts'

export interface SkillParts
  extends Pick<ReturnType<typeof createMcpParts>, 'mcp'>, Pick<ReturnType<typeof createModelParts>, 'models'> {
  place: Place
  settings: Settings
  skills: Skills
}

/** What answers about skills: their files, and what the user's configuration says of them. */
export function skillParts({ place, settings, skills, mcp, models }: SkillParts, { deleted }: { deleted: Deleted }) {
  const { home, userHome, log } = place
  const path = join(home, 'config.toml')
  const file = createConfigFile(path)
  const folders = async (cwd: string) => {
    const { project_root_markers: markers } = (await settings.config(cwd)).values
    return foldersFromRoot(cwd, markers)
  }
  const files = createSkillFiles({
    home,
    userHome,
    catalogue: skills.catalogue,
    projectRoot: async cwd => (await folders(cwd))[0] ?? cwd,
    deleted,
  })
  return skillHandlers({
    skills,
    files,
    parse: parseSkill,
    importFrom: request => importSkills(files, request),
    contextWindow: async cwd => models.window(await settings.forThread(cwd ?? home)),
    mcpTools: () => runningTools(mcp),
    async switchSkill(skill, enabled) {
      const { editToml } = await import('./config/tomlEdit.ts')
      await file.rewrite(before => switched(path, () => switchSkill(before, skill, enabled, editToml)))
      await settings.look()
    },
    async pin(name, skill) {
      const key = ['skills', 'pinned', name]
      await (skill === null ? file.remove(key) : file.set(key, skill))
      await settings.look()
    },
    async watch(cwd, tell, signal) {
      const end = settings.onChange(tell)
      const codexHome = codexHomeOf({ home, userHome })
      const prompts = [home, ...(codexHome === null ? [] : [codexHome])].map(folder => join(folder, 'prompts'))
      const roots = [...skills.roots(cwd === undefined ? [] : await folders(cwd)), ...prompts]
      await watchSkills({ roots, tell, signal, onProblem: error => log.error('skills', { error }) })
      end()
    },
  })
}

/** The text of a configuration file after a change. Throws `settings.invalid` where it cannot be made. */
function switched(path: string, change: () => string | null): string {
  try {
    const after = change()
    if (after !== null) return after
  } catch (error) {
    if (error instanceof TomlError) throw new Failure('settings.invalid', tomlProblem(path, error), { path })
    throw error
  }
  const message = `${path}: skills.config cannot be changed without changing something else. Change it in the file.`
  throw new Failure('settings.invalid', message, { path })
}
