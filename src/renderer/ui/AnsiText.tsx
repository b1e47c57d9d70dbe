import './ansi.css'
import { memo } from 'react'
import { parseAnsi } from './ansi.ts'

/** Terminal output in the theme's colours. Nothing in it can act. */
export const AnsiText = memo(function AnsiText({ text }: { text: string }) {
  return parseAnsi(text).map((span, index) => (
    <span key={index} className={span.className || undefined}>
      {span.text}
    </span>
  ))
})
