import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

const SETTLED_MS = 100
/** A folder of skills, the folders of skills in it, and what they bring along. */
const DEPTH = 7

export interface SkillWatch {
  /** Folders of skills and prompts, whether they are there or not. */
  roots: readonly string[]
  tell(): void
  onProblem(error: unknown): void
  signal: AbortSignal
}

/**
 * Tells whenever something in the folders changes, also that one comes into being, until the signal ends it.
 * What is found there at the beginning is told as well: it may have come after the caller's last look.
 */
export async function watchSkills({ roots, tell, onProblem, signal }: SkillWatch): Promise<void> {
  // Nobody but a window needs it.
  const { watch } = await import('chokidar')
  let timer: NodeJS.Timeout | undefined
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(tell, SETTLED_MS)
  }
  const inside = watch([], { depth: DEPTH, followSymlinks: false })
  const add = async () => {
    for (const root of roots) if (await isFolder(root)) inside.add(root)
  }
  // Of the folders above only the names on the way to a root matter.
  const names = new Set(roots.flatMap(root => [root, dirname(root)]))
  const above = [...new Set(roots.flatMap(root => [dirname(root), dirname(dirname(root))]))]
  const around = watch([], {
    depth: 0,
    ignored: path => !above.includes(path) && !names.has(path) && basename(path) !== '',
  })
  const arrived = (path: string) => {
    if (!names.has(path)) return
    around.add(path)
    void add().then(soon).catch(onProblem)
  }
  inside.on('all', soon).on('error', onProblem)
  around.on('addDir', arrived).on('unlinkDir', arrived).on('error', onProblem)
  for (const folder of above) if (await isFolder(folder)) around.add(folder)
  await add()
  if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
  clearTimeout(timer)
  await Promise.all([inside.close(), around.close()])
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    info => info.isDirectory(),
    () => false,
  )
