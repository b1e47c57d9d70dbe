import { useMemo } from 'react'
import { useApp } from './app.ts'
import { groupThreads } from './selectors.ts'

export interface KnownFolder {
  path: string
  branch: string | null
}

/** Folders used lately, then those of threads. */
export function useFolders(): KnownFolder[] {
  const workspaces = useApp(state => state.workspaces)
  const summaries = useApp(state => state.summaries)
  return useMemo(() => {
    const folders = new Map<string, KnownFolder>()
    for (const { path, branch } of workspaces ?? []) folders.set(path, { path, branch })
    for (const { cwd, branch } of groupThreads(summaries ?? {})) {
      if (!folders.has(cwd)) folders.set(cwd, { path: cwd, branch })
    }
    return [...folders.values()]
  }, [workspaces, summaries])
}
