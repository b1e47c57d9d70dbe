import './helpDialog.css'
import { Copy } from 'lucide-react'
import { useState } from 'react'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { useApp, useSummary, useView } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { titleOf } from '../../state/selectors.ts'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/clipboard.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { statusLines, statusText } from './status.ts'
import { t } from '../../ui/i18n/t.ts'

interface StatusProps {
  threadId: string | null
  cwd: string | null
  settings: ThreadSettings | null
  modeName: string
  onClose(): void
}

/** What a thread runs with, in lines that can be copied. */
export function StatusDialog({ threadId, cwd, settings, modeName, onClose }: StatusProps) {
  const thread = useView(threadId ?? '', view => view.thread)
  const summary = useSummary(threadId ?? '')
  const models = useApp(state => state.models) ?? []
  const engine = useApp(state => state.engine)
  const [copied, setCopied] = useState<string | null>(null)
  const title = thread?.title || (summary && titleOf(summary))
  const lines = statusLines({ thread, title, cwd, settings, modeName, models, engine })
  const copy = () =>
    copyText(statusText(lines)).then(
      () => setCopied(t('Copied')),
      (error: unknown) => setCopied(messageOf(error)),
    )
  return (
    <Dialog title={t('Status')} onClose={onClose}>
      <div className="statusDialog">
        <dl>
          {lines.map(({ name, value }) => (
            <div key={name} className="helpDialog-entry">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Button icon={Copy} onClick={() => void copy()}>
          {t('Copy')}
        </Button>
        <span className="helpDialog-note" role="status">
          {copied !== null && ` ${copied}`}
        </span>
      </div>
    </Dialog>
  )
}
