import './codeBlock.css'
import { Check, Copy } from 'lucide-react'
import { memo, useState } from 'react'
import { IconButton } from '../Button.tsx'
import { copyText } from '../clipboard.ts'
import { defused } from '../hiddenText.ts'
import { language } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import type { Line } from '../highlight/protocol.ts'
import { useHighlight } from '../highlight/useHighlight.ts'

/** Code in a box, coloured once the worker has read it. Long code is shown up to a limit, copied whole. */
export const CodeBlock = memo(function CodeBlock({ code, language: name }: { code: string; language?: string }) {
  const isCut = code.length > SHOWN_CHARACTERS
  const shown = defused(isCut ? code.slice(0, SHOWN_CHARACTERS) : code)
  const { lines, rest } = useHighlight(shown, name)
  return (
    <div className="codeBlock">
      <div className="codeHead">
        <span className="truncate">{name === undefined ? t('text') : defused(name)}</span>
        <CopyButton text={code} label={t('Copy code')} />
      </div>
      <pre tabIndex={0} aria-label={t('Code')}>
        <code>
          {lines.map((line, index) => (
            <CodeLine key={index} line={line} isLast={index === lines.length - 1} />
          ))}
          {rest}
        </code>
      </pre>
      {isCut && (
        <p className="codeCut">
          {t('{n} more characters. Copy has all of it.', {
            n: (code.length - SHOWN_CHARACTERS).toLocaleString(language),
          })}
        </p>
      )}
    </div>
  )
})

const CodeLine = memo(function CodeLine({ line, isLast }: { line: Line; isLast: boolean }) {
  return (
    <span>
      {line.map(([text, kind], at) => (
        <span key={at} className={kind === '' ? undefined : `code-${kind}`}>
          {text}
        </span>
      ))}
      {!isLast && '\n'}
    </span>
  )
})

const SHOWN_CHARACTERS = 40_000

/** Copies a text, or what makes one when it is asked for. */
export function CopyButton({ text, label }: { text: string | (() => string); label: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await copyText(typeof text === 'string' ? text : text())
    setCopied(true)
    setTimeout(() => setCopied(false), 1200)
  }
  return (
    <IconButton
      icon={copied ? Check : Copy}
      label={copied ? t('Copied') : label}
      size={13}
      className="small"
      onClick={() => void copy()}
    />
  )
}
