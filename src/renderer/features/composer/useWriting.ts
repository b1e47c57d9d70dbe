import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { useDraft } from '../../state/app.ts'
import { fileOptions } from './fileMentions.ts'
import { mentionOptions } from './mentions.ts'
import { slashOptions } from './slash.ts'
import type { SlashCommand, SlashOption } from './slash.ts'
import { useCompletion } from './SlashList.tsx'
import type { OptionKind } from './SlashList.tsx'
import { useEarlier } from './useEarlier.ts'
import { promptOptions, usedPrompt } from './usedPrompt.ts'
import { useFiles } from './useFiles.ts'
import { useSources } from './useSources.ts'

interface WritingParts {
  draftKey: string
  threadId: string | null
  cwd: string | null
  commands: readonly SlashCommand[]
  field: RefObject<HTMLTextAreaElement | null>
}

/** A text as it is being written: what it may become, and the prompt that it uses. */
export function useWriting({ draftKey, threadId, cwd, commands, field }: WritingParts) {
  const [text, writeText] = useDraft(draftKey)
  const [caret, setCaret] = useState(text.length)
  const wanted = useRef<number | null>(null)
  const earlier = useEarlier(threadId)
  const { prompts, skills } = useSources(text, caret, cwd)
  const { files, isAsking, recent, choose } = useFiles(
    text,
    caret,
    earlier.isSearching || isCommandLine(text) ? null : cwd,
  )
  const used = useMemo(() => usedPrompt(text, prompts), [text, prompts])

  const setText = (next: string, at = next.length) => {
    wanted.current = at
    writeText(next)
    setCaret(at)
  }
  // A text that was put there has its caret where writing goes on, not where the browser leaves it.
  useLayoutEffect(() => {
    const at = wanted.current
    wanted.current = null
    if (at !== null && field.current === document.activeElement) field.current?.setSelectionRange(at, at)
  })
  const noteCaret = () => setCaret(field.current?.selectionStart ?? 0)

  const [of, options] = offers(
    ['message', earlier.optionsFor(text)],
    ['command', slashOptions(text, commands, promptOptions(text, prompts))],
    ['file', fileOptions(text, caret, files)],
    ['skill', isCommandLine(text) ? [] : mentionOptions(text, caret, skills)],
  )
  const completion = useCompletion(text, options, {
    setText,
    onChoose: option => {
      if (option.takes) choose(option.takes.path)
      if (of === 'message') earlier.leave()
    },
  })
  return {
    text,
    setText,
    /** Takes over what was typed, which leaves the caret alone. */
    type(next: string) {
      writeText(next)
      noteCaret()
    },
    noteCaret,
    used,
    earlier,
    recentFiles: recent,
    completion,
    of,
    /** What the text may become is not known yet: keys that choose have to wait for it. */
    isAsking: isAsking && (of === 'file' || completion.list.options.length === 0),
  }
}

/** Whether a text is a command that the user runs, instead of a message. */
export const isCommandLine = (text: string): boolean => text.startsWith('!')

/** The first kind that has something to offer. */
function offers(...kinds: [OptionKind, SlashOption[]][]): [OptionKind, SlashOption[]] {
  return kinds.find(([, options]) => options.length > 0) ?? ['command', []]
}
