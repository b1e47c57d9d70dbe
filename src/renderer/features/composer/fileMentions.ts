import type { FoundFile } from '../../../contract/files.ts'
import type { SlashOption } from './slash.ts'
import { wordBefore } from './wordBefore.ts'

/** The part of a path behind an `@` that the caret stands in or behind; null where there is none. */
export function fileAt(text: string, caret: number): { from: number; to: number; word: string } | null {
  const before = /(?:^|[\s([{"'“,;])@([^\s@]*)$/u.exec(wordBefore(text, caret))
  if (!before) return null
  const word = before[1] ?? ''
  const after = /^[^\s@]*/.exec(text.slice(caret, caret + 1000))?.[0] ?? ''
  return { from: caret - word.length - 1, to: caret + after.length, word: word + after }
}

/** How a path stands in a message: as the real program writes it, in quotes where it has spaces. */
export const written = (path: string): string => (/\s/.test(path) ? `"${path}"` : path)

/** Files that the word at the caret may become. Tab goes on into a folder, Enter takes it. */
export function fileOptions(text: string, caret: number, files: readonly FoundFile[]): SlashOption[] {
  const mention = fileAt(text, caret)
  if (!mention) return []
  const { from, to } = mention
  const tail = text.slice(to)
  const replaced = (word: string, gap: string) => ({
    text: text.slice(0, from) + word + gap + tail,
    caret: from + word.length + (gap === '' && tail.startsWith(' ') ? 1 : gap.length),
  })
  return files.map(({ path, marks }) => {
    const isFolder = path.endsWith('/')
    const name = path.slice(path.lastIndexOf('/', path.length - 2) + 1)
    const folder = path.slice(0, path.length - name.length)
    const taken = replaced(written(path), tail.startsWith(' ') ? '' : ' ')
    const open = isFolder ? { text: `${text.slice(0, from)}@${path}${tail}`, caret: from + 1 + path.length } : taken
    return {
      id: `file-${path}`,
      name,
      about: folder,
      nameMarks: shifted(marks, folder.length, path.length),
      aboutMarks: shifted(marks, 0, folder.length),
      completes: open.text,
      caret: open.caret,
      takes: { ...taken, path },
    }
  })
}

/** Of marks in a path those in one stretch of it, counted from there. */
const shifted = (marks: FoundFile['marks'], from: number, to: number): [number, number][] =>
  marks.flatMap(([a, b]): [number, number][] => {
    const [start, end] = [Math.max(a, from), Math.min(b, to)]
    return start < end ? [[start - from, end - from]] : []
  })
