import './approvalCard.css'
import './elicitation.css'
import { useId, useState } from 'react'
import type { FormEvent, KeyboardEvent, ReactNode } from 'react'
import type { Elicitation } from '../../../contract/mcp.ts'
import { useActions } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { defused } from '../../ui/hiddenText.ts'
import { safeLink } from '../../ui/markdown/links.ts'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { tx } from '../../ui/i18n/tx.tsx'
import { ElicitationField } from './ElicitationField.tsx'
import { contentOf, fieldsOf, firstValues, problemOf } from './elicitationForm.ts'
import type { Content } from './elicitationForm.ts'

export type ElicitationAction = 'accept' | 'decline' | 'cancel'

interface ElicitationCardProps {
  elicitation: Elicitation
  /** Folds it away unanswered. */
  onLater?(): void
  onAnswered?(action: ElicitationAction): void
}

/** A question of an MCP server: a form it described, or a page it wants to be opened. */
export function ElicitationCard({ elicitation, onLater, onAnswered }: ElicitationCardProps) {
  const { answerElicitation } = useActions()
  const titleId = useId()
  const [sent, setSent] = useState(false)
  const answer = async (action: ElicitationAction, content?: Content) => {
    setSent(true)
    const done = await answerElicitation({ id: elicitation.id, action, ...(content ? { content } : {}) })
    if (done) onAnswered?.(action)
    else setSent(false)
  }
  const others = (
    <>
      <Button look="line" disabled={sent} onClick={() => void answer('decline')}>
        {t('Decline')}
      </Button>
      <Button look="quiet" disabled={sent} onClick={() => void answer('cancel')}>
        {t('Cancel the request')}
      </Button>
      {onLater && (
        <Button look="quiet" onClick={onLater}>
          {t('Later')}
        </Button>
      )}
    </>
  )
  return (
    <section className="approval elicitation" tabIndex={-1} aria-labelledby={titleId} data-question={elicitation.id}>
      <header className="approval-head">
        <StatusDot status="waiting" quiet />
        <h3 id={titleId}>
          {tx('The MCP server {server} asks', {
            server: (
              <code>
                <VisibleText text={elicitation.server} />
              </code>
            ),
          })}
        </h3>
      </header>
      <p className="elicitation-message">{defused(elicitation.message)}</p>
      {elicitation.mode === 'url' ? (
        <Page url={elicitation.url ?? ''} disabled={sent} others={others} onOpened={() => void answer('accept')} />
      ) : (
        <Fields
          schema={elicitation.schema}
          disabled={sent}
          others={others}
          onSend={content => void answer('accept', content)}
        />
      )}
    </section>
  )
}

interface PartProps {
  disabled: boolean
  others: ReactNode
}

/** Where the server wants to send the user: the whole address and its host. Nothing opens but by a click. */
function Page({ url, disabled, others, onOpened }: PartProps & { url: string; onOpened(): void }) {
  const link = safeLink(url)
  const isWeb = link !== null && !link.href.startsWith('mailto:')
  return (
    <>
      <pre className="approval-command" tabIndex={0} aria-label={t('Address')}>
        <VisibleText text={url} />
      </pre>
      <p className="approval-reasons">
        {isWeb ? (
          <span>
            {tx('It leads to {host}. What you enter there goes to that site, not through Heddle.', {
              host: <b>{link.host}</b>,
            })}
          </span>
        ) : (
          t('This is not the address of a web page, so it cannot be opened from here.')
        )}
      </p>
      <div className="approval-answers">
        {isWeb && (
          <a
            className="button fill"
            href={link.href}
            target="_blank"
            rel="noreferrer noopener"
            aria-disabled={disabled || undefined}
            onClick={onOpened}
          >
            <span className="buttonText">{t('Open {host}', { host: link.host })}</span>
          </a>
        )}
        {others}
      </div>
    </>
  )
}

function Fields({ schema, disabled, others, onSend }: PartProps & { schema: unknown; onSend(content: Content): void }) {
  const [fields] = useState(() => fieldsOf(schema))
  const [values, setValues] = useState(() => firstValues(fields))
  const [tried, setTried] = useState(false)

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const wrong = fields.find(field => problemOf(field, values[field.name]) !== null)
    if (!wrong) {
      if (!disabled) onSend(contentOf(fields, values))
      return
    }
    setTried(true)
    const box = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-field]')].find(
      element => element.dataset.field === wrong.name,
    )
    box?.querySelector<HTMLElement>('input, select')?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    event.stopPropagation()
    event.currentTarget.requestSubmit()
  }
  return (
    <form className="approval-form" noValidate onSubmit={submit} onKeyDown={onKeyDown}>
      {fields.map(field => (
        <ElicitationField
          key={field.name}
          field={field}
          value={values[field.name]}
          problem={tried ? problemOf(field, values[field.name]) : null}
          onChange={value => setValues(before => ({ ...before, [field.name]: value }))}
        />
      ))}
      <div className="approval-answers">
        <Button type="submit" look="fill" chord="mod+enter" disabled={disabled}>
          {fields.length === 0 ? t('Accept') : t('Send')}
        </Button>
        {others}
      </div>
    </form>
  )
}
