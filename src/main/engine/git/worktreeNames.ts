import { basename } from 'node:path'

const PREFIX = 'heddle/'
const MAX_CHARS = 40
const UNTITLED = 'work'

/** A part of a branch's or folder's name, in plain letters, from what a thread is called. */
export function slugOf(title: string): string {
  const words =
    title
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  let slug = ''
  for (const word of words) {
    if (slug !== '' && slug.length + word.length + 1 > MAX_CHARS) break
    slug += slug === '' ? word.slice(0, MAX_CHARS) : `-${word}`
  }
  return slug || UNTITLED
}

/** The name of a new branch that none of the others has, nor is a folder of. */
export function branchFor(title: string, taken: readonly string[]): string {
  const others = new Set(taken.map(name => name.toLowerCase()))
  // A branch of that very name leaves no room for others below it.
  const name = (others.has('heddle') ? '' : PREFIX) + slugOf(title)
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`
    if (!others.has(candidate)) return candidate
  }
}

/** Where the worktrees of a repository lie below the home: by its name, told apart from others of that name. */
export const projectFolder = (top: string, hashOf: (text: string) => string): string =>
  `${slugOf(basename(top))}-${hashOf(top).slice(0, 8)}`

/** The folder of a branch's worktree. */
export const folderFor = (branch: string): string =>
  slugOf(branch.startsWith(PREFIX) ? branch.slice(PREFIX.length) : branch)
