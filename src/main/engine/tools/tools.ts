import { PROTECTED_NAMES } from '../../../core/policy/protectedNames.ts'
import { findProgram } from '../programs.ts'
import { applyPatch, patchRunner } from './applyPatch.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { CommandRunner } from './commandCalls.ts'
import { execCommand, shellTool } from './execCommand.ts'
import { grepFiles } from './grepFiles.ts'
import { listDir } from './listDir.ts'
import type { Confinement } from './patchFolders.ts'
import type { KeepContents } from './patchImages.ts'
import type { SecretFiles } from './paths.ts'
import { readFile } from './readFile.ts'
import { createRegistry } from './registry.ts'
import type { Registry } from './registry.ts'
import { requestUserInput } from './requestUserInput.ts'
import type { Tool, ToolRun } from './tool.ts'
import { updatePlan } from './updatePlan.ts'
import { viewImage } from './viewImage.ts'
import { writeStdin } from './writeStdin.ts'

export interface ToolsDeps {
  userHome: string
  secrets: SecretFiles
  runner: CommandRunner
  /** $PATH. */
  searchPath: string | undefined
  /** Folders that a thread with these settings may write beside its own. */
  temporaryFolders(settings: ThreadSettings): string[]
  /** Keeps what stood in files before a patch changes them. */
  keep?: KeepContents
}

/** Where a thread may write without being asked about it. */
export const confinementOf = (
  { cwd, settings }: Pick<ToolRun, 'cwd' | 'settings'>,
  temporaryFolders: ToolsDeps['temporaryFolders'],
): Confinement => ({
  roots: [cwd, ...settings.sandbox.writableRoots, ...temporaryFolders(settings)],
  protectedNames: PROTECTED_NAMES,
})

/** All tools of the engine, in the order models are told of them. */
export function createTools(deps: ToolsDeps): Registry {
  const { userHome: home, secrets, runner, searchPath, temporaryFolders, keep } = deps
  let ripgrep: string | null | undefined
  const runPatch = patchRunner({
    confinementOf: run => (run.sandboxed ? confinementOf(run, temporaryFolders) : null),
    keep,
  })
  const execDeps = { home, runner, applyPatch: runPatch }
  const offered = [
    execCommand(execDeps),
    writeStdin({ runner }),
    applyPatch(runPatch),
    updatePlan,
    requestUserInput,
    readFile({ home, secrets }),
    listDir({ home }),
    grepFiles({ home, ripgrep: async () => (ripgrep ??= findProgram('rg', searchPath)) }),
    viewImage({ home }),
  ]
  return createRegistry(offered as unknown as Tool<never>[], [shellTool(execDeps)] as unknown as Tool<never>[])
}
