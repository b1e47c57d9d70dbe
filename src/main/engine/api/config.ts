import { access } from 'node:fs/promises'
import type { ConfigLayer, ConfigLeaf, ConfigOrigin } from '../../../contract/config.ts'
import { defaultLayer, leavesOf } from '../../../core/config/leaves.ts'
import type { Origin, Layer } from '../../../core/config/merge.ts'
import { threadLayer } from '../../../core/config/threadLayer.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { watchConfig } from '../config/configWatch.ts'
import type { ConfigDocuments } from '../config/documents.ts'
import type { LoadedConfig } from '../config/load.ts'

export interface ConfigApiDeps {
  documents: ConfigDocuments
  settings: {
    look(cwd?: string, profile?: string | null): Promise<LoadedConfig>
  }
  /** Follows the configuration of a folder until the signal ends it. */
  watch(request: Parameters<typeof watchConfig>[1]): Promise<void>
  /** What a thread is set to, and where. Rejects with `thread.notFound`. */
  threadOf(threadId: string): Promise<{ cwd: string; settings: ThreadSettings | null }>
}

type ConfigHandlers = Pick<
  Handlers,
  | 'config/read'
  | 'config/watch'
  | 'config/text'
  | 'config/diagnose'
  | 'config/preview'
  | 'config/write'
  | 'config/writeText'
>

/** The configuration as a person sees and changes it. */
export function configHandlers({ documents, settings, watch, threadOf }: ConfigApiDeps): ConfigHandlers {
  return {
    'config/read': async ({ cwd, profile, threadId }) => {
      if (threadId === undefined) return readConfig(await settings.look(cwd, profile))
      const thread = await threadOf(threadId)
      const loaded = await settings.look(thread.cwd, thread.settings?.profile ?? profile)
      return readConfig(loaded, thread.settings)
    },
    'config/watch': async ({ cwd }, push, signal) => {
      let version = 0
      const tell = ({ problems }: Pick<LoadedConfig, 'problems'>) => {
        const files = [...new Set(problems.flatMap(({ file }) => file ?? []))]
        const editable = files.flatMap(file => {
          const target = documents.targetOf(file)
          return target ? [[file, target] as const] : []
        })
        push({ version: version++, problems: [...problems], editable: Object.fromEntries(editable) })
      }
      await watch({ cwd, tell, signal })
    },
    'config/text': ({ target }) => documents.read(target),
    'config/diagnose': async ({ target, text }) => ({ problems: documents.diagnose(target, text) }),
    'config/preview': ({ target, edits }) => documents.preview(target, edits),
    'config/write': async ({ target, edits, hash }) => ({ hash: await documents.write(target, edits, hash) }),
    'config/writeText': ({ target, text, hash }) => documents.replace(target, text, hash),
  }
}

/** A reading, value by value, with everything known keys have by default. */
export async function readConfig(
  loaded: LoadedConfig,
  thread: ThreadSettings | null = null,
): Promise<{
  leaves: ConfigLeaf[]
  layers: ConfigLayer[]
  problems: LoadedConfig['problems'][number][]
  profile: string | null
}> {
  const said = [defaultLayer(), ...loaded.layers]
  const own = thread && threadLayer(thread, loaded.values)
  // What is required goes over what a thread is set to.
  if (own) said.splice(said.at(-1)?.name === 'requirements' ? -1 : said.length, 0, own)
  const leaves = leavesOf(said).map(({ path, value, origin, below }): ConfigLeaf => ({
    path,
    value,
    origin: originOf(origin),
    below: below.map(each => ({ value: each.value, origin: originOf(each.origin) })),
    constraint: loaded.constraints[path.join('.')] ?? null,
  }))
  return { leaves, layers: await layersOf(loaded, said), problems: [...loaded.problems], profile: loaded.profile }
}

const originOf = ({ layer, file, line, column }: Origin): ConfigOrigin => ({
  layer,
  file: file ?? null,
  line: line ?? null,
  column: column ?? null,
})

const RANKS = ['default', 'system', 'user', 'project', 'profile', 'command line', 'thread', 'requirements']
const rankOf = ({ name }: { name: string }): number =>
  RANKS.indexOf(name.split(' ', 1)[0] === 'profile' ? 'profile' : name)

/** The layers that there are, and the files that would be some. */
async function layersOf({ files }: LoadedConfig, said: readonly Layer[]): Promise<ConfigLayer[]> {
  const present = said.map(layer => ({
    name: layer.name,
    file: layer.file ?? null,
    exists: true,
    values: leavesOf([layer]).length,
    outdated: layer.outdated === true,
  }))
  const absent = files
    .filter(({ layer, file }) => !said.some(each => each.name === layer && each.file === file))
    .map(async ({ layer: name, file }) => ({ name, file, exists: await isThere(file), values: 0, outdated: false }))
  return [...present, ...(await Promise.all(absent))].sort((a, b) => rankOf(a) - rankOf(b))
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )
