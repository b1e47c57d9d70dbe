import type { Dictionary } from '../language.ts'
import { agents } from './agents.ts'
import { app } from './app.ts'
import { approvals } from './approvals.ts'
import { changes } from './changes.ts'
import { composer } from './composer.ts'
import { context } from './context.ts'
import { firstRun } from './firstRun.ts'
import { hooks } from './hooks.ts'
import { inbox } from './inbox.ts'
import { log } from './log.ts'
import { mcp } from './mcp.ts'
import { migration } from './migration.ts'
import { palette } from './palette.ts'
import { pictures } from './pictures.ts'
import { plan } from './plan.ts'
import { profiles } from './profiles.ts'
import { prompts } from './prompts.ts'
import { rules } from './rules.ts'
import { sessions } from './sessions.ts'
import { settings } from './settings.ts'
import { skills } from './skills.ts'
import { state } from './state.ts'
import { terminals } from './terminals.ts'
import { threads } from './threads.ts'
import { timeline } from './timeline.ts'
import { tour } from './tour.ts'
import { trust } from './trust.ts'
import { ui } from './ui.ts'
import { undo } from './undo.ts'
import { worktrees } from './worktrees.ts'

/** All texts in German, by where they stand. */
export const german: Dictionary = {
  ...agents,
  ...app,
  ...approvals,
  ...changes,
  ...composer,
  ...context,
  ...firstRun,
  ...hooks,
  ...inbox,
  ...log,
  ...mcp,
  ...migration,
  ...palette,
  ...pictures,
  ...plan,
  ...profiles,
  ...prompts,
  ...rules,
  ...sessions,
  ...settings,
  ...skills,
  ...state,
  ...terminals,
  ...threads,
  ...timeline,
  ...tour,
  ...trust,
  ...ui,
  ...undo,
  ...worktrees,
}
