import { basename, dirname } from 'node:path'
import type { LoadedConfig } from './load.ts'

const SETTLED_MS = 50

export interface ConfigWatchDeps {
  look(cwd?: string): Promise<Pick<LoadedConfig, 'files' | 'problems'>>
  /** Hears of changes that were made through the engine itself, and of everything else that was seen. */
  onChange(tell: () => void): () => void
  onProblem(error: unknown): void
}

type Seen = Pick<LoadedConfig, 'problems'>

/**
 * Follows the configuration of a folder until the signal ends it: tells what is wrong with it at once, and again after
 * every change of a file of it. Folders are watched rather than files, which editors put new ones in the place of.
 */
export async function watchConfig(
  { look, onChange, onProblem }: ConfigWatchDeps,
  { cwd, tell, signal }: { cwd?: string; tell(seen: Seen): void; signal: AbortSignal },
): Promise<void> {
  // Nobody but a window needs it.
  const { watch } = await import('chokidar')
  const names = new Map<string, Set<string>>()
  const watcher = watch([], {
    depth: 0,
    ignored: path => {
      const wanted = names.get(dirname(path))
      return wanted !== undefined && !names.has(path) && !wanted.has(basename(path))
    },
  })
  const follow = (files: LoadedConfig['files']) => {
    for (const { file } of files) {
      const folder = dirname(file)
      const known = names.get(folder)
      if (known) known.add(basename(file))
      else {
        names.set(folder, new Set([basename(file)]))
        watcher.add(folder)
      }
    }
  }

  // What is there is told of as well once a folder is watched: nothing that changed until then is missed.
  let timer: NodeJS.Timeout | undefined
  let looking = Promise.resolve()
  const lookAgain = () => {
    looking = looking
      .then(async () => {
        const seen = await look(cwd)
        follow(seen.files)
        if (!signal.aborted) tell(seen)
      })
      .catch(onProblem)
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(lookAgain, SETTLED_MS)
  }
  watcher.on('all', soon).on('error', onProblem)
  const end = onChange(soon)
  lookAgain()
  if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
  end()
  clearTimeout(timer)
  await watcher.close()
}
