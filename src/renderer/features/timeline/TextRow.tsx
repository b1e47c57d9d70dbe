import { memo } from 'react'
import { useLiveText } from '../../state/app.ts'
import type { LiveItem } from '../../state/threadView.ts'
import { Markdown } from '../../ui/markdown/Markdown.tsx'

interface TextRowProps {
  threadId: string
  text: string
  /** By what it is being written, if it is. */
  live?: LiveItem
  /** The character of what is being written that this begins with. */
  from?: number
}

const NOTHING = { id: '', kind: 'text' } as const

/** What the agent says, or a part of it. The same row while it is written and once it is recorded. */
export const TextRow = memo(function TextRow({ threadId, text, live, from = 0 }: TextRowProps) {
  const written = useLiveText(threadId, live ?? NOTHING, from)
  return <Markdown text={live ? written : text} />
})
