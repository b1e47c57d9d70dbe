import './guidance.css'
import { ChevronRight } from 'lucide-react'
import type { GuidanceSource } from '../../../contract/compaction.ts'
import type { Result } from '../../../contract/router.ts'
import { useFold } from '../../state/app.ts'
import { CopyButton } from '../../ui/markdown/CodeBlock.tsx'
import { relativeTo, count } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { Icon } from '../../ui/Icon.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { exactCount } from './words.ts'

interface GuidanceProps {
  threadId: string
  cwd: string
  guidance: Result<'thread/guidance'>
}

/** The AGENTS.md files that the model reads, in order: what of each, and whether it was told already. */
export function Guidance({ threadId, cwd, guidance: { files, usedBytes, maxBytes, withdrawn } }: GuidanceProps) {
  return (
    <>
      {files.length === 0 && (
        <p className="contextPane-note">
          {t('There is no AGENTS.md here. Write /init in the message field, and the agent writes one.')}
        </p>
      )}
      {files.length > 0 && (
        <ul className="contextPane-list">
          {files.map(file => (
            <li key={file.path}>
              <File id={`${threadId}/guidance/${file.path}`} cwd={cwd} file={file} />
            </li>
          ))}
        </ul>
      )}
      {files.some(({ state }) => state === 'cut' || state === 'leftOut') && (
        <p className="guidance-warning">
          {usedBytes > 0
            ? t('The files of this project are longer than the {size} bytes that are read of them.', {
                size: exactCount(maxBytes),
              })
            : t('The files of this project are longer than the {size} bytes that may be read, so none is.', {
                size: exactCount(maxBytes),
              })}{' '}
          {t('Shorten them, or raise project_doc_max_bytes.')}
        </p>
      )}
      {withdrawn && (
        <p className="contextPane-note">
          {t('Something that the model was told stands in no file any more. It hears so before its next turn.')}
        </p>
      )}
    </>
  )
}

function File({ id, cwd, file }: { id: string; cwd: string; file: GuidanceSource }) {
  const { path, scope, state, text, tokens, news, usedBytes } = file
  const [open, toggle] = useFold(id, false)
  const hasText = text !== ''
  return (
    <>
      <button
        type="button"
        className="contextPane-piece guidance-file"
        aria-expanded={hasText ? open : undefined}
        disabled={!hasText}
        onClick={toggle}
        title={path}
      >
        <span className={open ? 'guidance-arrow open' : 'guidance-arrow'}>
          <Icon of={ChevronRight} size={12} />
        </span>
        <span className="truncate">
          <VisibleText text={relativeTo(cwd, path)} />{' '}
          <span className="contextPane-kindName">{scope === 'global' ? t('all projects') : ''}</span>
        </span>
        {state !== 'whole' && <span className="guidance-tag">{STATES[state](file)}</span>}
        {news && hasText && <span className="guidance-tag">{t('changed')}</span>}
        <span className="contextPane-size">{count(tokens)}</span>
      </button>
      {open && hasText && (
        <div className="guidance-open">
          <p className="contextPane-note">
            {t('{bytes} bytes, about {size} tokens.', { bytes: exactCount(usedBytes), size: exactCount(tokens) })}
            {news && ` ${t('Changed since the model was told: it reads this before its next turn.')}`}
          </p>
          <div
            className="guidance-text"
            tabIndex={0}
            role="region"
            aria-label={t('What the model reads of {path}', { path })}
          >
            <VisibleText text={text} />
          </div>
          <CopyButton text={path} label={t('Copy path')} />
        </div>
      )}
    </>
  )
}

/** What became of a file that is not read as a whole. */
const STATES: Readonly<Record<Exclude<GuidanceSource['state'], 'whole'>, (file: GuidanceSource) => string>> = {
  cut: ({ usedBytes, bytes }) => t('{percent} % read', { percent: Math.round((usedBytes / bytes) * 100) }),
  leftOut: () => t('left out'),
  empty: () => t('empty'),
}
