import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { useDraft } from '../../state/app.ts'
import { mentionOptions } from './mentions.ts'
import { slashOptions } from './slash.ts'
import type { SlashCommand } from './slash.ts'
import { useCompletion } from './SlashList.tsx'
import { promptOptions, usedPrompt } from './usedPrompt.ts'
import { useSources } from './useSources.ts'

interface WritingParts {
  draftKey: string
  cwd: string | null
  commands: readonly SlashCommand[]
  field: RefObject<HTMLTextAreaElement | null>
}

/** A text as it is being written: what it may become, and the prompt that it uses. */
export function useWriting({ draftKey, cwd, commands, field }: WritingParts) {
  const [text, writeText] = useDraft(draftKey)
  const [caret, setCaret] = useState(text.length)
  const wanted = useRef<number | null>(null)
  const { prompts, skills } = useSources(text, caret, cwd)
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

  const commandOptions = slashOptions(text, commands, promptOptions(text, prompts))
  const isCommand = commandOptions.length > 0
  const options = isCommand ? commandOptions : mentionOptions(text, caret, skills)
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
    completion: useCompletion(text, options, setText),
    of: isCommand ? ('command' as const) : ('skill' as const),
  }
}
