import { findProgram } from '../programs.ts'
import { applyPatch, runPatch } from './applyPatch.ts'
import type { CommandRunner } from './commandCalls.ts'
import { execCommand, shellTool } from './execCommand.ts'
import { grepFiles } from './grepFiles.ts'
import { listDir } from './listDir.ts'
import type { SecretFiles } from './paths.ts'
import { readFile } from './readFile.ts'
import { createRegistry } from './registry.ts'
import type { Registry } from './registry.ts'
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
}

/** All tools of the engine, in the order models are told of them. */
export function createTools({ userHome: home, secrets, runner, searchPath }: ToolsDeps): Registry {
  let ripgrep: string | null | undefined
  const execDeps = { home, runner, applyPatch: (patch: string, { cwd }: ToolRun) => runPatch(patch, cwd) }
  const offered = [
    execCommand(execDeps),
    writeStdin({ runner }),
    applyPatch,
    updatePlan,
    readFile({ home, secrets }),
    listDir({ home }),
    grepFiles({ home, ripgrep: async () => (ripgrep ??= findProgram('rg', searchPath)) }),
    viewImage({ home }),
  ]
  return createRegistry(offered as unknown as Tool<never>[], [shellTool(execDeps)] as unknown as Tool<never>[])
}
