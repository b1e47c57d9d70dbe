import { t, tn } from '../../ui/i18n/t.ts'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import type { Paste } from './paste.ts'

const SHOWN_CHARS = 4000

interface PasteDialogProps {
  paste: Paste
  onPaste(): void
  onClose(): void
}

/** Shows what is about to be typed where a line break means Enter, or where it is not what it seemed to be. */
export function PasteDialog({ paste: { text, lines, removed }, onPaste, onClose }: PasteDialogProps) {
  return (
    <FormDialog
      title={tn(lines, 'Paste {n} line?', 'Paste {n} lines?')}
      width={520}
      action={t('Paste')}
      ready
      onSubmit={async () => {
        onPaste()
        onClose()
      }}
      onClose={onClose}
    >
      {lines > 1 && <p>{t('Each line break counts as Enter: the program may run every line at once.')}</p>}
      {removed > 0 && (
        <p>{tn(removed, '{n} control character was taken out.', '{n} control characters were taken out.')}</p>
      )}
      <pre className="terminalPaste" tabIndex={0} role="region" aria-label={t('What is pasted')}>
        <VisibleText text={text.slice(0, SHOWN_CHARS)} />
        {text.length > SHOWN_CHARS && '…'}
      </pre>
    </FormDialog>
  )
}
