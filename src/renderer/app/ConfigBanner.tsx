import { useState } from 'react'
import type { ConfigProblem, ConfigTarget } from '../../contract/config.ts'
import { useAppParts } from '../state/app.ts'
import { useWatch } from '../state/engine.ts'
import { useFreshFacts } from '../state/engineFacts.ts'
import { openConfigEditor, openProfile } from '../state/profiles.ts'
import { Button } from '../ui/Button.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'
import { t, tn } from '../ui/i18n/t.ts'

/** Says that a configuration file is broken, where, and leads there. What counts meanwhile is what was good before. */
export function ConfigBanner() {
  const { frame } = useWatch('config/watch', {})
  useFreshFacts(frame?.version)
  const [hidden, setHidden] = useState('')
  const errors = (frame?.problems ?? []).filter(({ severity }) => severity === 'error')
  const [first] = errors
  const told = JSON.stringify(errors)
  return (
    <div role="status">
      {first && told !== hidden && (
        <Broken
          problem={first}
          others={errors.length - 1}
          target={first.file === null ? null : (frame?.editable[first.file] ?? null)}
          onHide={() => setHidden(told)}
        />
      )}
    </div>
  )
}

interface BrokenProps {
  problem: ConfigProblem
  others: number
  /** Where it can be mended here; null for files that are another's. */
  target: ConfigTarget | null
  onHide(): void
}

function Broken({ problem, others, target, onHide }: BrokenProps) {
  const parts = useAppParts()
  const { file, line, column, message } = problem
  const fix = () => {
    const place = line === null ? null : { line, column }
    if (target?.type === 'profile') openProfile(parts.store, { selected: target.name, page: 'toml', place })
    else openConfigEditor(parts, place === null ? {} : { line: place.line, column: place.column ?? undefined })
  }
  return (
    <div className="banner">
      <StatusDot status="failed" quiet />
      <span className="bannerText oneLine" title={message}>
        {file !== null && (
          <>
            <code title={file}>
              {[nameOf(file, target), line, column].filter(part => part !== null).join(':')}
            </code>{' '}
          </>
        )}
        {message}
        {others > 0 && ` ${tn(others, 'And 1 more problem.', 'And {n} more problems.')}`}
      </span>
      {target && (
        <Button look="fill" onClick={fix}>
          {t('Fix it')}
        </Button>
      )}
      <Button look="quiet" onClick={onHide}>
        {t('Hide')}
      </Button>
    </div>
  )
}

/** The user knows their own files by name; those of others need the whole path. */
const nameOf = (file: string, target: ConfigTarget | null): string =>
  target ? (file.split(/[/\\]/).at(-1) ?? file) : file
