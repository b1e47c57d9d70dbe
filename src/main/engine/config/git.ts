import { stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { GitInfo } from '../../../core/thread/events.ts'
import { readRegularFile } from './regularFile.ts'

/** A repository of many thousand branches packs them into a few megabytes. */
const MAX_FILE_BYTES = 32 * 1024 * 1024

/** A name that git itself would accept, so that it leads to no file outside the repository and holds no control codes. */
const REF = /^refs\/(?!.*(?:\.\.|\/\/))[^\p{C}\p{Z}~^:?*[\\]+$/u

/**
 * Branch, commit and remote of the repository around a folder, read from its files: no program of the repository's choice
 * runs because somebody opened it. Undefined outside a repository.
 */
export async function gitInfo(folder: string): Promise<GitInfo | undefined> {
  const gitdir = await findGitDir(resolve(folder))
  if (gitdir === null) return undefined
  const common = await commonDir(gitdir)
  const head = (await text(join(gitdir, 'HEAD')))?.trim() ?? ''
  const named = head.startsWith('ref: ') ? head.slice(5) : null
  const ref = named !== null && REF.test(named) ? named : null
  const commit = ref === null ? head : await commitOf(common, ref)
  const config = (await text(join(common, 'config'))) ?? ''
  const remote = /\[remote "origin"\][^[]*?\burl\s*=\s*(\S+)/.exec(config)?.[1]
  return {
    ...(commit && /^[0-9a-f]{40,64}$/.test(commit) ? { commit } : {}),
    ...(ref?.startsWith('refs/heads/') ? { branch: ref.slice('refs/heads/'.length) } : {}),
    ...(remote ? { repositoryUrl: withoutPassword(remote) } : {}),
  }
}

const text = (path: string): Promise<string | null> => readRegularFile(path, MAX_FILE_BYTES)

async function findGitDir(folder: string): Promise<string | null> {
  const path = join(folder, '.git')
  const info = await stat(path).catch(() => null)
  // An empty folder of that name stands in a workspace's place for it while commands run.
  if (info?.isDirectory() && (await stat(join(path, 'HEAD')).catch(() => null))) return path
  if (info?.isFile()) {
    const target = /^gitdir: (.+)$/m.exec((await text(path)) ?? '')?.[1]?.trim()
    return target === undefined ? null : isAbsolute(target) ? target : resolve(folder, target)
  }
  return dirname(folder) === folder ? null : findGitDir(dirname(folder))
}

/** A worktree keeps its branches with the main repository. */
async function commonDir(gitdir: string): Promise<string> {
  const pointer = (await text(join(gitdir, 'commondir')))?.trim()
  return pointer ? resolve(gitdir, pointer) : gitdir
}

async function commitOf(common: string, ref: string): Promise<string | undefined> {
  const loose = (await text(join(common, ref)))?.trim()
  if (loose) return loose
  const packed = (await text(join(common, 'packed-refs'))) ?? ''
  return packed
    .split('\n')
    .find(line => line.endsWith(` ${ref}`))
    ?.split(' ')[0]
}

/** A password in a remote's address is nobody's business but git's. */
const withoutPassword = (url: string): string => url.replace(/^(\w+:\/\/)[^/@]*@/, '$1')
