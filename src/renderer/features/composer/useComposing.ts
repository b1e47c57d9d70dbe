import type { ClipboardEvent, DragEvent, RefObject } from 'react'
import type { ContentPart } from '../../../core/thread/items.ts'
import { useAppParts } from '../../state/app.ts'
import { addNotice } from '../../state/store.ts'
import { t } from '../../ui/i18n/t.ts'
import { contentOf, isLarge } from './attachments.ts'
import { droppedFiles, textIn } from './droppedFiles.ts'
import type { DroppedFiles } from './droppedFiles.ts'
import { written } from './fileMentions.ts'
import { runSlash } from './slash.ts'
import type { SlashCommand } from './slash.ts'
import { useAttachments } from './useAttachments.ts'
import { useKeys } from './useKeys.ts'
import { useStash } from './useStash.ts'
import { isCommandLine, useWriting } from './useWriting.ts'

export interface ComposingParts {
  draftKey: string
  /** Null for a thread that begins with the message. */
  threadId: string | null
  /** The folder whose files and skills can be named. */
  cwd: string | null
  /**
   * Sends a message. `opposite`: sent with ⌘ or Ctrl, so the other way than the default. A promise says whether it was
   * taken: only then the draft goes.
   */
  onSend(content: ContentPart[], opposite: boolean): void | Promise<boolean>
  /** Runs a command of the user's own. */
  onRun(command: string): void | Promise<boolean>
  onStop?: () => void
  /** Nothing can be sent yet. */
  blocked?: boolean
  /** What can be written with a slash. */
  commands: readonly SlashCommand[]
  /** What ⇧Tab does. */
  onNextMode?: () => void
}

/** A message as it is being written: its text, what goes with it, and what the keys do. */
export function useComposing(parts: ComposingParts, field: RefObject<HTMLTextAreaElement | null>) {
  const { draftKey, threadId, cwd, commands, blocked = false } = parts
  const { store } = useAppParts()
  const writing = useWriting({ draftKey, threadId, cwd, commands, field })
  const attachments = useAttachments(draftKey)
  const { text, setText, used, earlier } = writing
  const stash = useStash({ draftKey, setText })
  const isCommand = isCommandLine(text)
  const command = isCommand ? text.slice(1).trim() : ''
  const isEmpty = isCommand ? command === '' : text.trim() === '' && attachments.attached.length === 0
  const canSend = !isEmpty && !blocked && !earlier.isSearching

  const clear = () => {
    setText('')
    if (!isCommand) attachments.clear()
  }
  const finish = (taken: void | Promise<boolean>) => {
    if (taken instanceof Promise) void taken.then(isTaken => isTaken && clear())
    else clear()
  }
  const send = (opposite: boolean) => {
    if (!canSend) return
    const typed = text.trim()
    const became = isCommand ? 'command' : used || typed === '' ? 'message' : runSlash(text, commands)
    if (became === 'command') finish(parts.onRun(command))
    else if (became === 'message') finish(parts.onSend(contentOf(typed, attachments.attached, used?.content), opposite))
    else setText(became === 'unfinished' ? `${typed} ` : '')
    field.current?.focus()
  }
  /** Puts words where the caret is, apart from what stands there. */
  const insert = (words: string) => {
    const at = field.current?.selectionStart ?? text.length
    const [before, after] = [text.slice(0, at), text.slice(field.current?.selectionEnd ?? at)]
    const placed = `${/\S$/.test(before) ? `${before} ` : before}${words}${/^\s/.test(after) ? '' : ' '}`
    setText(placed + after, placed.length)
    field.current?.focus()
  }
  const take = async ({ images, paths, unplaced }: DroppedFiles) => {
    if (paths.length > 0) insert(paths.map(written).join(' '))
    await attachments.addImages(images)
    for (const file of unplaced) {
      const said = await textIn(file)
      if (said !== null) attachments.addText(said, file.name)
      else addNotice(store, 'error', t('{name} is no text of at most 1 MB, and no picture.', { name: file.name }))
    }
  }
  const goThrough = async (to: 'older' | 'newer') => {
    const next = await earlier.go(text, to)
    if (next !== null) setText(next)
  }

  const keys = useKeys({ ...parts, writing, stash, send, goThrough }, field)
  return {
    ...writing,
    attachments,
    stash,
    isCommand,
    canSend,
    send,
    insert,
    onKeyDown: keys,
    onPaste(event: ClipboardEvent) {
      const pasted = event.clipboardData.getData('text/plain')
      // What has words and a picture of them, like cells of a table, is meant as words.
      if (pasted === '' && event.clipboardData.files.length > 0) void take(droppedFiles(event.clipboardData, cwd))
      else if (isLarge(pasted) && !isCommand) attachments.addText(pasted.replaceAll('\r\n', '\n'))
      else return
      event.preventDefault()
    },
    /** A folder from elsewhere is left to the window, where a thread can begin in it. */
    onDrop(event: DragEvent) {
      const dropped = droppedFiles(event.dataTransfer, cwd)
      if ([dropped.images, dropped.paths, dropped.unplaced].every(({ length }) => length === 0)) return
      event.preventDefault()
      void take(dropped)
    },
    attachImages: (files: readonly File[]) => void attachments.addImages(files).then(() => field.current?.focus()),
  }
}
