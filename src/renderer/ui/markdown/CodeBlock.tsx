import './codeBlock.css'
import { Check, Copy } from 'lucide-react'
import { memo, useState } from 'react'
import { IconButton } from '../Button.tsx'
import { copyText } from '../clipboard.ts'
import { useHighlight } from '../highlight/useHighlight.ts'

/** Code in a box, coloured once the worker has read it. Long code is shown up to a limit, copied whole. */
export const CodeBlock = memo(function CodeBlock({ code, language }: { code: string; language?: string }) {
  const shown = code.length > SHOWN_CHARACTERS ? code.slice(0, SHOWN_CHARACTERS) : code
  const lines = useHighlight(shown, language)
  return (
    <div className="codeBlock">
      <div className="codeHead">
        <span>{language ?? 'text'}</span>
        <CopyButton text={code} label="Copy code" />
      </div>
      <pre tabIndex={0}>
        <code>
          {lines
            ? lines.map((line, index) => (
                <span key={index}>
                  {line.map(([text, kind], at) => (
                    <span key={at} className={kind === '' ? undefined : `code-${kind}`}>
                      {text}
                    </span>
                  ))}
                  {index < lines.length - 1 && '\n'}
                </span>
              ))
            : shown}
        </code>
      </pre>
      {shown !== code && <p className="codeCut">{code.length - shown.length} more characters. Copy has all of it.</p>}
    </div>
  )
})

const SHOWN_CHARACTERS = 60_000

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await copyText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 1200)
  }
  return (
    <IconButton
      icon={copied ? Check : Copy}
      label={copied ? 'Copied' : label}
      size={13}
      className="small"
      onClick={() => void copy()}
    />
  )
}
