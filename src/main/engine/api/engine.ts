import type { ModelSummary } from '../../../contract/schemas.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { Handlers } from '../../../rpc/serve.ts'

export interface EngineApiDeps {
  host: 'desktop' | 'browser' | 'stdio' | 'exec' | 'test'
  home: string
  version: string
  sandboxSupport(): Promise<
    { available: true; kind: string; version: string } | { available: false; reason: string; fix: string }
  >
  settings: {
    notices(): string[]
    forThread(cwd: string): Promise<ThreadSettings>
    originsFor(cwd: string): Promise<Record<string, string>>
  }
  models: { list(): Promise<ModelSummary[]> }
  /** What is wrong with the rules that count everywhere. */
  ruleProblems(): Promise<{ file: string; line: number; message: string }[]>
}

type EngineHandlers = Pick<Handlers, 'engine/status' | 'model/list' | 'settings/read'>

export function engineHandlers({
  host,
  home,
  version,
  sandboxSupport,
  settings,
  models,
  ruleProblems,
}: EngineApiDeps): EngineHandlers {
  return {
    'engine/status': async () => ({
      version,
      host,
      home,
      platform: process.platform,
      sandbox: await sandboxSupport(),
      notices: [
        ...settings.notices(),
        ...(await ruleProblems()).map(({ file, line, message }) => `${file}:${line}: ${message}.`),
      ],
    }),
    'model/list': async () => ({ models: await models.list() }),
    'settings/read': async ({ cwd }) => ({
      settings: await settings.forThread(cwd),
      origins: await settings.originsFor(cwd),
    }),
  }
}
