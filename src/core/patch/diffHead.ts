/** What the head of a diff tells of a file: absolute paths, null where there is no file on that side. */
export interface DiffSides {
  from: string | null
  to: string | null
  /** Permission bits of the new file. */
  mode?: number
  /** Names are relative to this folder where they lie in it. */
  cwd: string
}

/**
 * The lines before the hunks of a diff, as git writes them. `names` are the `---` and `+++` lines, which only stand before
 * hunks. A file that goes is said to have had the plain mode: nobody recorded another.
 */
export function headOf({ from, to, mode, cwd }: DiffSides): { lines: string[]; names: string[] } {
  const old = from ?? to ?? ''
  const now = to ?? old
  const oldName = relativeName(old, cwd)
  const newName = relativeName(now, cwd)
  const lines = [`diff --git ${quoted(`a/${oldName}`)} ${quoted(`b/${newName}`)}`]
  if (from === null) lines.push(`new file mode ${gitMode(mode)}`)
  else if (to === null) lines.push(`deleted file mode ${gitMode(undefined)}`)
  else if (from !== to) lines.push(`rename from ${quoted(oldName)}`, `rename to ${quoted(newName)}`)
  const names = [
    `--- ${from === null ? '/dev/null' : quoted(`a/${oldName}`)}`,
    `+++ ${to === null ? '/dev/null' : quoted(`b/${newName}`)}`,
  ]
  return { lines, names }
}

/** Git knows only whether a file can be run. */
const gitMode = (mode: number | undefined): string => ((mode ?? 0) & 0o100 ? '100755' : '100644')

function relativeName(path: string, cwd: string): string {
  const folder = cwd.endsWith('/') ? cwd : `${cwd}/`
  return path.startsWith(folder) ? path.slice(folder.length) : path.replace(/^\/+/, '')
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '"': '\\"', '\\': '\\\\' }

/** A name that could break the line it stands in is put in quotes, with escapes. */
function quoted(name: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  const escaped = name.replace(/[\u0000-\u001f\u007f"\\]/g, sign => {
    return ESCAPES[sign] ?? `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`
  })
  return escaped === name ? name : `"${escaped}"`
}
