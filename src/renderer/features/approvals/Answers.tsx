import type { ApprovalRequest } from '../../../core/thread/calls.ts'
import { Button } from '../../ui/Button.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { tx } from '../../ui/i18n/tx.tsx'

export type Form = 'edit' | 'deny' | 'always' | 'tool' | null

interface AnswersProps {
  request: ApprovalRequest
  disabled: boolean
  /** Whether the keys on the buttons work right now. */
  listens: boolean
  onAllow(scope: 'once' | 'session'): void
  onDeny(): void
  onForm(form: Form): void
}

/** One button for each answer, with its key. */
export function Answers({ request, disabled, listens, onAllow, onDeny, onForm }: AnswersProps) {
  const { command, proposedPrefix, kind } = request
  const keyed = (key: string, shortcut = key) => ({
    chord: key,
    disabled,
    'aria-keyshortcuts': listens ? shortcut : undefined,
  })
  return (
    <div className="approval-answers">
      <Button look="fill" {...keyed('y')} onClick={() => onAllow('once')}>
        {t('Allow once')}
      </Button>
      <Button look="line" {...keyed('a')} onClick={() => onAllow('session')}>
        {t('This session')}
      </Button>
      {proposedPrefix && (
        <Button look="line" {...keyed('p')} className="approval-always" onClick={() => onForm('always')}>
          {tx('Always {prefix}', {
            prefix: (
              <code>
                <VisibleText text={proposedPrefix.join(' ')} />
              </code>
            ),
          })}
        </Button>
      )}
      {kind === 'mcp' && (
        <Button look="line" {...keyed('p')} onClick={() => onForm('tool')}>
          {t('Always this tool')}
        </Button>
      )}
      {command !== undefined && (
        <Button look="quiet" {...keyed('e')} onClick={() => onForm('edit')}>
          {t('Edit')}
        </Button>
      )}
      <Button look="quiet" {...keyed('n')} onClick={onDeny}>
        {t('Deny')}
      </Button>
      <Button
        look="quiet"
        {...keyed('esc', 'Escape')}
        aria-label={t('Instead… (deny and say what to do)')}
        title={t('Deny and say what instead')}
        onClick={() => onForm('deny')}
      >
        {t('Instead…')}
      </Button>
    </div>
  )
}
