import { spawn } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { absolutePath } from './paths.ts'
import { systemErrorText } from '../systemErrors.ts'
import { aborted, failed, ok, tool } from './tool.ts'

const MAX_FILE_BYTES = 2 * 1024 * 1024
const SKIPPED = new Set(['.git', 'node_modules', '.venv', 'target', 'dist', '__pycache__'])

interface Search {
  pattern: string
  root: string
  include?: string
  limit: number
  signal: AbortSignal
}

/** Hits as `path:line: text`, relative to the root where that is a folder; or why there are none. */
type Hits = { lines: string[]; more: boolean } | { error: string }

export const grepFiles = (deps: { home: string; ripgrep: () => Promise<string | null> }) =>
  tool({
    name: 'grep_files',
    description:
      'Searches file contents with a regular expression. Answers with path, line number and line of each hit.',
    effect: 'read',
    args: z.object({
      pattern: z.string().min(1).describe('Regular expression.'),
      path: z.string().default('.').describe('File or directory, absolute or relative to the working directory.'),
      include: z.string().optional().describe('Only files whose name matches this glob, e.g. "*.ts".'),
      limit: z.number().int().min(1).max(1000).default(100),
    }),
    run: async ({ pattern, path, include, limit }, { cwd, signal }) => {
      const root = absolutePath(path, cwd, deps.home)
      const search: Search = { pattern, root, include, limit, signal }
      const ripgrep = await deps.ripgrep()
      const hits = ripgrep ? await searchWithRipgrep(ripgrep, search) : await searchFiles(search)
      if (signal.aborted) return aborted()
      if ('error' in hits) return failed(hits.error)
      const detail = `${hits.lines.length}${hits.more ? '+' : ''} hits for ${pattern}`
      const body = hits.lines.length > 0 ? hits.lines.join('\n') : 'No matches.'
      const more = hits.more ? `\n(more than ${limit} hits; narrow the pattern or the path)` : ''
      return ok(body + more, { kind: 'read', tool: 'grep_files', target: root, detail })
    },
  })

async function searchWithRipgrep(ripgrep: string, { pattern, root, include, limit, signal }: Search): Promise<Hits> {
  const glob = include ? ['--glob', include] : []
  const args = [
    '--line-number',
    '--no-heading',
    '--color=never',
    '--max-columns=400',
    '--max-columns-preview',
    '--sort=path',
  ]
  const child = spawn(ripgrep, ['--no-config', ...args, ...glob, '--regexp', pattern, '--', root], {
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  let rest = ''
  let problem = ''
  let more = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = (parts.pop() ?? '').slice(0, 4000)
    for (const line of parts) {
      if (lines.length < limit) lines.push(shorten(line, root))
      else more = true
    }
    if (more) child.kill()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (problem = (problem + text).slice(0, 500)))
  const code = await new Promise<number | null>(resolve => {
    child.on('error', () => resolve(null)) // aborted, or not to be started: told by the empty result
    child.on('close', resolve)
  })
  return code === 2 && lines.length === 0
    ? { error: problem.trim() || `The search in ${root} failed.` }
    : { lines, more }
}

const shorten = (line: string, root: string) => (line.startsWith(root + '/') ? line.slice(root.length + 1) : line)

/** The same without ripgrep: slower, no ignore files. */
async function searchFiles({ pattern, root, include, limit, signal }: Search): Promise<Hits> {
  let expression: RegExp
  try {
    expression = new RegExp(pattern)
  } catch (error) {
    return { error: `The pattern is not a valid regular expression: ${error instanceof Error ? error.message : error}` }
  }
  const named = include ? globExpression(include) : null
  const lines: string[] = []
  let more = false

  const searchFile = async (path: string) => {
    const info = await stat(path)
    if (!info.isFile() || info.size > MAX_FILE_BYTES) return
    const bytes = await readFile(path)
    if (bytes.subarray(0, 8000).includes(0)) return
    const name = relative(root, path) || path
    bytes
      .toString('utf8')
      .split('\n')
      .forEach((line, index) => {
        if (!expression.test(line)) return
        if (lines.length < limit) lines.push(`${name}:${index + 1}:${line.slice(0, 400)}`)
        else more = true
      })
  }

  const walk = async (dir: string): Promise<void> => {
    const entries = await readdir(dir, { withFileTypes: true })
    for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
      if (more || signal.aborted) return
      const path = join(dir, entry.name)
      // What may not be read is skipped, as ripgrep does.
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) await walk(path).catch(() => undefined)
      else if (entry.isFile() && (!named || named.test(entry.name))) await searchFile(path).catch(() => undefined)
    }
  }

  try {
    await ((await stat(root)).isDirectory() ? walk(root) : searchFile(root))
  } catch (error) {
    return { error: `${root}: ${systemErrorText(error)}` }
  }
  return { lines, more }
}

/** `*` and `?` and `{a,b}` of a file-name glob. */
const globExpression = (glob: string): RegExp =>
  new RegExp(
    '^' +
      glob
        .replaceAll(/[.+^$()|[\]\\]/g, String.raw`\$&`)
        .replaceAll('*', '.*')
        .replaceAll('?', '.')
        .replaceAll(/\{([^}]*)\}/g, (_, names: string) => `(${names.replaceAll(',', '|')})`) +
      '$',
  )
