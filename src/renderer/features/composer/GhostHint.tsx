import './ghostHint.css'
import { t } from '../../ui/i18n/t.ts'

/** What can be written on, shown in the field behind what stands there already. */
export function GhostHint({ id, text, hint }: { id: string; text: string; hint: string }) {
  return (
    <>
      <div className="ghostHint" aria-hidden>
        <span className="ghostHint-written">{text.trimEnd()} </span>
        <span>{hint}</span>
      </div>
      <span id={id} className="srOnly">
        {t('Next: {hint}', { hint })}
      </span>
    </>
  )
}
