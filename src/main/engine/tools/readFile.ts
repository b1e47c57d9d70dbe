import { z } from 'zod'
import { absolutePath, isSecret } from './paths.ts'
import type { SecretFiles } from './paths.ts'
import { readRegularFile } from './regularFile.ts'
import { failed, ok, tool } from './tool.ts'

const MAX_FILE_BYTES = 16 * 1024 * 1024
const MAX_LINE_CHARS = 2000

export const readFile = (deps: { home: string; secrets: SecretFiles }) =>
  tool({
    name: 'read_file',
    description: 'Reads a text file with line numbers. Reads part of a long file with offset and limit.',
    effect: 'read',
    args: z.object({
      file_path: z.string().min(1).describe('Absolute, or relative to the working directory.'),
      offset: z.number().int().positive().default(1).describe('First line, counted from 1.'),
      limit: z.number().int().positive().max(5000).default(1000).describe('Number of lines.'),
    }),
    run: async ({ file_path, offset, limit }, { cwd }) => {
      const path = absolutePath(file_path, cwd, deps.home)
      if (await isSecret(path, deps.secrets)) return failed(`${path} holds credentials and is not read.`)
      const text = await readText(path)
      if (typeof text !== 'string') return failed(text.error)
      const lines = text.split('\n')
      if (lines.at(-1) === '') lines.pop()
      if (offset > Math.max(1, lines.length))
        return failed(`${path} has ${lines.length} lines; offset ${offset} is past its end.`)
      const shown = lines.slice(offset - 1, offset - 1 + limit)
      const body = shown.map((line, index) => `${offset + index}: ${clip(line)}`).join('\n')
      const left = lines.length - (offset - 1 + shown.length)
      const more = left > 0 ? `\n(${left} more lines; go on with offset ${offset + shown.length})` : ''
      return ok(body + more, { kind: 'read', tool: 'read_file', target: path, detail: `${shown.length} lines` })
    },
  })

const clip = (line: string) => (line.length > MAX_LINE_CHARS ? `${line.slice(0, MAX_LINE_CHARS)}… (line cut)` : line)

async function readText(path: string): Promise<string | { error: string }> {
  const file = await readRegularFile(path, MAX_FILE_BYTES)
  if ('error' in file) return { error: `${path} cannot be read: ${file.error}` }
  if (file.bytes.subarray(0, 8000).includes(0))
    return { error: `${path} is a binary file of ${file.bytes.length} bytes` }
  return file.bytes.toString('utf8')
}
