import { relativeTo } from '../../ui/format.ts'

/** What was dropped or pasted as files, told apart. */
export interface DroppedFiles {
  images: File[]
  /** Where other files and folders of the workspace are, or files elsewhere. */
  paths: string[]
  /** Files whose place nobody may know: a browser tells only what is in them. */
  unplaced: File[]
}

const isImage = ({ type }: File): boolean => /^image\/(png|jpeg|gif|webp)$/.test(type)

/** Folders outside of the workspace are not for a message: a thread can begin there. */
export function droppedFiles(data: DataTransfer, cwd: string | null): DroppedFiles {
  const dropped: DroppedFiles = { images: [], paths: [], unplaced: [] }
  for (const item of data.items) {
    const file = item.kind === 'file' ? item.getAsFile() : null
    if (!file) continue
    const isFolder = item.webkitGetAsEntry()?.isDirectory === true
    const path = placeOf(file)
    const within = path === '' || cwd === null ? null : relativeTo(cwd, path)
    if (isFolder) {
      if (within !== null && within !== path) dropped.paths.push(`${within}/`)
    } else if (isImage(file)) dropped.images.push(file)
    else if (within !== null) dropped.paths.push(within)
    else dropped.unplaced.push(file)
  }
  return dropped
}

/** Where a file is; '' where nobody may know. */
function placeOf(file: File): string {
  const { heddle } = globalThis as { heddle?: { getPathForFile?(file: File): string } }
  return heddle?.getPathForFile?.(file) ?? ''
}

const MOST_TEXT_BYTES = 1_000_000

/** The text of a file; null where it is none, or too much. */
export async function textIn(file: File): Promise<string | null> {
  if (file.size > MOST_TEXT_BYTES) return null
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}
