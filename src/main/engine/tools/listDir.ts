import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { absolutePath } from './paths.ts'
import { systemErrorText } from '../systemErrors.ts'
import { failed, ok, tool } from './tool.ts'

/** Folders that are listed but not entered: large, generated, and seldom what is looked for. */
const NOT_ENTERED = new Set(['.git', 'node_modules', '.venv', 'target', 'dist', '__pycache__'])

export const listDir = (deps: { home: string }) =>
  tool({
    name: 'list_dir',
    description: 'Lists a directory as a tree; directories end with a slash, symbolic links with @.',
    effect: 'read',
    args: z.object({
      dir_path: z.string().min(1).default('.').describe('Absolute, or relative to the working directory.'),
      depth: z.number().int().min(1).max(5).default(2),
      limit: z.number().int().min(1).max(2000).default(200).describe('Most entries to list.'),
    }),
    run: async ({ dir_path, depth, limit }, { cwd }) => {
      const root = absolutePath(dir_path, cwd, deps.home)
      const lines: string[] = []
      let left = 0
      const walk = async (dir: string, level: number): Promise<void> => {
        const entries = await readdir(dir, { withFileTypes: true })
        entries.sort((a, b) => a.name.localeCompare(b.name))
        for (const entry of entries) {
          if (lines.length >= limit) {
            left++
            continue
          }
          const mark = entry.isDirectory() ? '/' : entry.isSymbolicLink() ? '@' : ''
          lines.push('  '.repeat(level) + entry.name + mark)
          const enter = entry.isDirectory() && level + 1 < depth && !NOT_ENTERED.has(entry.name)
          // A folder that may not be read is listed without its content.
          if (enter) await walk(join(dir, entry.name), level + 1).catch(() => undefined)
        }
      }
      try {
        await walk(root, 0)
      } catch (error) {
        return failed(`${root}: ${systemErrorText(error)}`)
      }
      const more = left > 0 ? `\n(${left} or more entries left out; raise limit or list a sub-directory)` : ''
      const body = lines.length > 0 ? lines.join('\n') : '(empty)'
      const detail = `${lines.length} entries`
      return ok(`${root}\n${body}${more}`, { kind: 'read', tool: 'list_dir', target: root, detail })
    },
  })
