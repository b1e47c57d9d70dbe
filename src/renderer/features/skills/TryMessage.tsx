import './tryMessage.css'
import { useState } from 'react'
import type { Result } from '../../../contract/router.ts'
import { useQuery } from '../../state/engine.ts'
import { count } from '../../ui/format.ts'
import { useSettled } from '../../ui/useSettled.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { tx } from '../../ui/i18n/tx.tsx'
import { costSentence, corrected } from './words.ts'

const TRY_AFTER_MS = 150

interface TryMessageProps {
  cwd: string | null
  /** Changes when skills do. */
  version: string
  text: string
  onChange(text: string): void
  /** To a skill, by its path. */
  onShow(path: string): void
}

/** Says what a message would bring along, before it is sent. */
export function TryMessage({ cwd, version, text, onChange, onShow }: TryMessageProps) {
  const settled = useSettled(text, TRY_AFTER_MS)
  const { result, failure } = useQuery('skills/try', cwd === null ? null : { cwd, text: settled }, version)
  if (cwd === null) {
    return (
      <p className="skillsNote">
        {t('A message can be tried once you have worked in a folder: which skills count depends on it.')}
      </p>
    )
  }
  return (
    <div className="tryScroll">
      <div className="tryColumn">
        <label className="fieldName" htmlFor="try-message">
          {t('Message')}
        </label>
        <textarea
          id="try-message"
          className="textInput tryInput"
          rows={3}
          placeholder={t('$review what I changed today')}
          value={text}
          onChange={event => onChange(event.target.value)}
        />
        <div role="status">
          {failure !== null && <p className="skillsProblem">{failure}</p>}
          {result && failure === null && <p className="tryCost">{costSentence(result)}</p>}
        </div>
        {result && failure === null && (
          <>
            <Unknown unknown={result.unknown} onMend={(name, nearest) => onChange(corrected(text, name, nearest))} />
            <Used used={result.used} onShow={onShow} />
            {result.allowedTools !== null && <AllowedTools tools={result.allowedTools} />}
            <details className="skillFold">
              <summary>
                {t('The list of skills as the model reads it')}{' '}
                <span className="skillsCount">{t('{n} tokens', { n: count(result.listTokens) })}</span>
              </summary>
              <pre className="skillRaw" tabIndex={0} role="region" aria-label={t('List of skills')}>
                <VisibleText text={result.listText} />
              </pre>
            </details>
          </>
        )}
      </div>
    </div>
  )
}

type Tried = Result<'skills/try'>

function Unknown({ unknown, onMend }: { unknown: Tried['unknown']; onMend(name: string, nearest: string): void }) {
  return unknown.map(({ name, nearest }) => (
    <div key={name} className="skillNote waits" role="note">
      <p>
        <VisibleText text={t('{mention} is no skill here, and goes out as it stands.', { mention: `$${name}` })} />
      </p>
      {nearest !== null && (
        <button type="button" className="button line" onClick={() => onMend(name, nearest)}>
          {t('Use {name}', { name: `$${nearest}` })}
        </button>
      )}
    </div>
  ))
}

function Used({ used, onShow }: { used: Tried['used']; onShow(path: string): void }) {
  const [open, setOpen] = useState<string | null>(null)
  if (used.length === 0) return null
  return (
    <ul className="tryUsed" aria-label={t('Skills that come along')}>
      {used.map(({ name, path, why, tokens, text }) => (
        <li key={path} className="tryItem">
          <div className="tryLine">
            <button
              type="button"
              className="tryName"
              aria-expanded={open === path}
              onClick={() => setOpen(open === path ? null : path)}
            >
              <VisibleText text={`$${name}`} />
            </button>
            <span className="tryWhy">{why === 'auto' ? t('comes with every turn') : t('named in the message')}</span>
            <span className="tryTokens">{t('{n} tokens', { n: count(tokens) })}</span>
            <button
              type="button"
              className="skillLink"
              aria-label={t('Show {name}', { name })}
              onClick={() => onShow(path)}
            >
              {t('Show')}
            </button>
          </div>
          {open === path && (
            <pre
              className="skillRaw"
              tabIndex={0}
              role="region"
              aria-label={t('{name} as the model reads it', { name })}
            >
              <VisibleText text={text} />
            </pre>
          )}
        </li>
      ))}
    </ul>
  )
}

const AllowedTools = ({ tools }: { tools: readonly string[] }) => (
  <p className="tryTools">
    {tools.length === 0
      ? t('The turn may use no tools.')
      : tx('The turn may use only {tools}.', {
          tools: tools.map(tool => (
            <code key={tool} className="tryTool">
              <VisibleText text={tool} />
            </code>
          )),
        })}
  </p>
)
