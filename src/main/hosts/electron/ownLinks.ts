/** The scheme of links to threads, as the interface writes them: `heddle://thread/<id>#<turn>/<item>`. */
export const linkScheme = 'heddle'

// Anything may hand us a link: what is not plainly one of ours leads nowhere.
const link = /^heddle:\/\/thread\/([\w.%-]{1,200})(?:#([\w.%-]{1,400}(?:\/[\w.%-]{1,400})?))?$/

/** What to put behind the address of the page for a link to a thread, or undefined for any other address. */
export function hashOfLink(raw: string): string | undefined {
  const [, thread, place] = link.exec(raw) ?? []
  if (thread === undefined) return undefined
  return place === undefined ? `#/thread/${thread}` : `#/thread/${thread}/${place}`
}

/** The same for a new thread in a folder. Only the shell may say it: no link leads there. */
export const hashOfFolder = (path: string): string => `#/folder/${encodeURIComponent(path)}`

/** The same for a command of the interface, by its id. Only the shell may say it: no link leads there. */
export const hashOfCommand = (id: string): string => `#/command/${encodeURIComponent(id)}`

/** What stands behind the address of a page that begins with nothing in it. */
export const emptyWindowHash = '#/window'

/** Whether a hash wishes a window of its own: an empty one, or one with a thread. */
export const isWindowHash = (hash: string | undefined): boolean =>
  hash !== undefined && /^#\/window(?:\/thread\/[\w.%-]{1,200})?$/.test(hash)

/** The hash of an address that a page wants opened, if it is a window of ours. */
export function hashOfWindow(url: string, page: string): string | undefined {
  const hash = url.startsWith(`${page}#`) ? url.slice(page.length) : undefined
  return isWindowHash(hash) ? hash : undefined
}

/**
 * The same for the first link of a command line, else for the first folder of it. `folderOf` tells which folder an
 * argument names, if any.
 */
export function hashOfArguments(
  argv: readonly string[],
  folderOf: (argument: string) => string | undefined = () => undefined,
): string | undefined {
  for (const each of argv) {
    const hash = hashOfLink(each)
    if (hash !== undefined) return hash
  }
  for (const each of argv) {
    const folder = each.startsWith('-') ? undefined : folderOf(each)
    if (folder !== undefined) return hashOfFolder(folder)
  }
  return undefined
}
