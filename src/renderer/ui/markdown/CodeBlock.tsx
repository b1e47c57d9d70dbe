import './codeBlock.css'
import { Check, Copy } from 'lucide-react'
import { memo, useState } from 'react'
import { IconButton } from '../Button.tsx'
import { copyText } from '../clipboard.ts'
import { language } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import type { Line } from '../highlight/protocol.ts'
import { useHighlight } from '../highlight/useHighlight.ts'

/** Code in a box, coloured once the worker has read it. Long code is shown up to a limit, copied whole. */
export const CodeBlock = memo(function CodeBlock({ code, language: name }: { code: string; language?: string }) {
  const shown = code.length > SHOWN_CHARACTERS ? code.slice(0, SHOWN_CHARACTERS) : code
  const { lines, rest } = useHighlight(shown, name)
  return (
    <div className="codeBlock">
      <div className="codeHead">
        <span className="truncate">{name ?? t('text')}</span>
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
      {shown !== code && (
        <p className="codeCut">
          {t('{n} more characters. Copy has all of it.', {
            n: (code.length - shown.length).toLocaleString(language),
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
      label={copied ? t('Copied') : label}
      size={13}
      className="small"
      onClick={() => void copy()}
    />
  )
}
